"""One person of a topic: whether they follow it, how they agreed, and their wish to leave."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notify.accounts.audit import record_event
from notify.portal.access import Access, Permission, service_view
from notify.portal.message_list import recipient_indexes
from notify.portal.sealed_search import open_search, seal_search
from notify.subscriptions.actions import end
from notify.subscriptions.models import Consent, Subscription, Topic


@service_view(Permission.MANAGE_SERVICE)
@require_safe
def person(request: HttpRequest, access: Access, topic_id: UUID) -> HttpResponse:
    """Show what is on record of the person who was looked for."""
    topic = _find(access, topic_id)
    search = open_search(request.GET.get("search", ""), _scope(topic))
    found = None
    if search:
        rows = Subscription.objects.filter(topic=topic)
        found = rows.filter(recipient_index__in=recipient_indexes(search)).first()
    context = {
        "access": access,
        "topic": topic,
        "search": search,
        "found": found,
        "consents": found.consents.order_by("at", "pk") if found else (),
    }
    return render(request, "portal/topics/person.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def find_person(request: HttpRequest, access: Access, topic_id: UUID) -> HttpResponse:
    """Turn a search into an address that does not show what is searched for."""
    topic = _find(access, topic_id)
    search = request.POST.get("search", "").strip()
    address = reverse("portal:topic-person", args=[access.service.id, topic.pk])
    token = seal_search(search, _scope(topic)) if search else ""
    return redirect(f"{address}?search={token}#person" if token else address)


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def end_person(
    request: HttpRequest, access: Access, topic_id: UUID, subscription_id: UUID
) -> HttpResponse:
    """Unsubscribe a person who asked the team for it."""
    topic = _find(access, topic_id)
    subscription = get_object_or_404(Subscription.objects.filter(topic=topic), pk=subscription_id)
    with transaction.atomic():
        end(subscription.pk, Consent.Source.TEAM)
        after = {"subscription": str(subscription.pk)}
        record_event(
            "topic-person-ended", topic, service_id=access.service.id, after=after, request=request
        )
    messages.success(request, _("The person is unsubscribed."))
    return redirect("portal:topic", access.service.id, topic.pk)


def _find(access: Access, topic_id: UUID) -> Topic:
    return get_object_or_404(Topic.objects.filter(service=access.service), pk=topic_id)


def _scope(topic: Topic) -> str:
    return f"topic {topic.pk}"

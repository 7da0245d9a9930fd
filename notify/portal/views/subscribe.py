"""Pages on which people follow a service's topics, confirm it and end it. Nobody signs in here.

Opening a link changes nothing, because programs that check mail open every link.
"""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import activate
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.forms import WAIT
from notify.accounts.guessing import begin_attempt
from notify.portal.access import public_view
from notify.portal.topic_forms import SubscribeForm
from notify.services.models import Service
from notify.subscriptions.actions import ask, confirm, consent_text, end
from notify.subscriptions.links import BadLink, read_confirm, read_manage
from notify.subscriptions.models import Consent, Subscription, Topic


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest, service: UUID) -> HttpResponse:
    """Take what a person wants; the answer is the same for an address that is known already."""
    found = get_object_or_404(Service, pk=service, active=True)
    topics = Topic.objects.filter(service=found, is_open=True)
    if not topics.exists():
        raise Http404
    chosen = [topic for topic in topics if str(topic.pk) in request.GET.getlist("topic")]
    initial = {"topics": chosen or (list(topics) if len(topics) == 1 else [])}
    form = SubscribeForm(found, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        seconds = begin_attempt(f"subscribe {found.pk}", request.META.get("REMOTE_ADDR", ""))
        if not seconds:
            given = form.cleaned_data
            ask(list(given["topics"]), given["subscriber"], Consent.Source.PAGE)
            return redirect("portal:subscribe-check", found.pk)
        form.add_error(None, WAIT % {"seconds": seconds})
    return render(request, "subscribe/subscribe.html", {"service": found, "form": form})


@public_view
@require_safe
def check_inbox(request: HttpRequest, service: UUID) -> HttpResponse:
    found = get_object_or_404(Service, pk=service, active=True)
    return render(request, "subscribe/check.html", {"service": found})


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; pressing it subscribes."""
    try:
        ids = read_confirm(token)
    except BadLink:
        return _private(render(request, "subscribe/bad_link.html", status=404))
    held = confirm(ids) if request.method == "POST" else []
    rows = list(Subscription.objects.filter(pk__in=ids).select_related("topic__service"))
    _speak_as_asked(request, rows)
    found = held if request.method == "POST" else rows
    texts = [(row.language, consent_text(row.topic, row.language)) for row in found]
    context = {"found": found, "texts": texts, "is_done": request.method == "POST"}
    return _private(render(request, "subscribe/confirm.html", context))


@csrf_exempt
@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def end_subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; pressing it, here or in a mail program (RFC 8058), unsubscribes."""
    try:
        identifier = read_manage(token)
    except BadLink:
        return _private(render(request, "subscribe/bad_link.html", status=404))
    if request.method == "POST":
        subscription = end(identifier, Consent.Source.LINK)
    else:
        rows = Subscription.objects.select_related("topic__service")
        subscription = rows.filter(pk=identifier).first()
    if subscription is None:
        return _private(render(request, "subscribe/bad_link.html", status=404))
    _speak_as_asked(request, [subscription])
    again = reverse("portal:subscribe", args=[subscription.topic.service_id])
    context = {
        "subscription": subscription,
        "is_ended": subscription.state == Subscription.State.ENDED,
        "again": f"{again}?topic={subscription.topic_id}" if subscription.topic.is_open else "",
    }
    return _private(render(request, "subscribe/end.html", context))


def _speak_as_asked(request: HttpRequest, rows: Sequence[Subscription]) -> None:
    """Answer in the language that a person asked for, unless they chose another here since."""
    if rows and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        activate(rows[0].language)
        request.LANGUAGE_CODE = rows[0].language


def _private(response: HttpResponse) -> HttpResponse:
    """Keep what an address that gives a right shows out of caches.

    Its referrer stays on this site by the policy of every page; a stricter one would take the
    origin from the form, and with it the proof that the form is ours.
    """
    add_never_cache_headers(response)
    return response

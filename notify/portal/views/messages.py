"""The messages of a service: the list and one message."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.audit import record_event
from notify.accounts.models import User
from notify.files.reading import files_of
from notify.message_templates.models import Channel, Template
from notify.notifications.models import Job, Notification, Status
from notify.notifications.statuses import (
    DELIVERED,
    FAILED,
    IN_TRANSIT,
    advise,
    is_scheduled,
    kind_of,
    state_of,
)
from notify.notifications.timeline import history_of
from notify.portal.access import Access, Permission, service_view
from notify.portal.content import content_of
from notify.portal.framing import framed_document
from notify.portal.message_list import (
    Filters,
    list_messages,
    read_filters,
    readable_recipient,
)
from notify.portal.sealed_search import seal_search
from notify.portal.suppressed_addresses import suppression_scope
from notify.portal.template_pages.finding import templates_of
from notify.sending.message_control import CannotCancelMessage, cancel_message
from notify.services.models import ApiKey, Service

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATES: dict[str, StrOrPromise] = {
    "": _("All states"),
    IN_TRANSIT: _("In transit"),
    DELIVERED: _("Delivered"),
    FAILED: _("Failed"),
}
JOBS_OFFERED = 50
CHANNELS: dict[str, StrOrPromise] = {
    "": _("Emails and texts"),
    Channel.EMAIL: _("Emails"),
    Channel.SMS: _("Text messages"),
}


@service_view()
@require_safe
def messages(request: HttpRequest, access: Access) -> HttpResponse:
    filters = read_filters(request.GET.dict(), access.service)
    after = _read_id(request.GET.get("after"))
    page = list_messages(access.service, filters, after)
    context = {
        "access": access,
        "filters": filters,
        "page": page,
        "is_first": after is None,
        "query": filters.query(access.service),
        "states": STATES,
        "channels": CHANNELS,
        "templates": templates_of(access, archived=None).order_by("name"),
        "keys": ApiKey.objects.filter(service=access.service).order_by("name"),
        "jobs": _jobs(access.service, filters),
    }
    return render(request, "portal/messages.html", context)


@service_view()
@require_POST
def search_messages(request: HttpRequest, access: Access) -> HttpResponse:
    """Turn a search into an address that does not show what is searched for."""
    fields = {**request.POST.dict(), "search": ""}
    filters = replace(
        read_filters(fields, access.service), search=request.POST.get("search", "").strip()
    )
    address = reverse("portal:messages", args=[access.service.id])
    query = filters.query(access.service)
    # The results are what people come for: past the filters, on a phone and by keyboard.
    return redirect(f"{address}?{query}#results" if query else address)


@service_view(Permission.VIEW_ACTIVITY, Permission.SEND_MESSAGES)
@require_safe
def message(request: HttpRequest, access: Access, message_id: UUID) -> HttpResponse:
    found = _find(access.service, message_id)
    recipient = readable_recipient(found)
    context = {
        "access": access,
        "message": found,
        "recipient": recipient,
        "suppression_query": _suppression_query(access, found, recipient),
        "template": Template.objects.filter(pk=found.template_id).first(),
        "content": content_of(found, access.service),
        "state": state_of(found),
        "kind": kind_of(found.status),
        "advice": advise(found),
        "history": history_of(found),
        "files": files_of(found.id),
        "sms_sender": found.sender or settings.DEFAULT_SMS_SENDER,
        "origin": _origin(found),
        "is_scheduled": is_scheduled(found),
        "can_cancel": _can_cancel(found) and access.can(Permission.SEND_MESSAGES),
    }
    return render(request, "portal/message.html", context)


@service_view(Permission.SEND_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, access: Access, message_id: UUID) -> HttpResponse:
    """Ask, then cancel a message that waits for its time."""
    found = _find(access.service, message_id)
    if request.method == "POST":
        return _cancel(request, access, found)
    context = {
        "access": access,
        "message": found,
        "recipient": readable_recipient(found),
        "template": Template.objects.filter(pk=found.template_id).first(),
        "can_cancel": _can_cancel(found),
    }
    return render(request, "portal/message_cancel.html", context)


@service_view(Permission.VIEW_ACTIVITY, Permission.SEND_MESSAGES, inside=True)
@require_safe
def message_body(request: HttpRequest, access: Access, message_id: UUID) -> HttpResponse:
    """Return an email's document, for the frame on its page."""
    content = content_of(_find(access.service, message_id), access.service)
    if content is None or not content.html:
        raise Http404
    return framed_document(content.html)


def _can_cancel(found: Notification) -> bool:
    """Say whether a message can be cancelled by itself: those of a list are with their list."""
    return found.job_id is None and is_scheduled(found)


def _cancel(request: HttpRequest, access: Access, found: Notification) -> HttpResponse:
    try:
        cancel_message(found.id)
    except CannotCancelMessage:
        if found.status != Status.CANCELLED:  # or somebody was faster, which is as well
            flash.warning(request, gettext("That is no longer possible: the message has left."))
    else:
        record_event(
            "message-cancelled",
            found,
            service_id=access.service.id,
            before={"status": found.status},
            after={"status": Status.CANCELLED.value},
            request=request,
        )
        words = gettext("Cancelled. The message will not leave, and counts against no limit.")
        flash.success(request, words)
    return redirect("portal:message", access.service.id, found.id)


def _jobs(service: Service, filters: Filters) -> list[Job]:
    """Return the lists to choose from: the newest, and the one that is chosen."""
    rows = Job.objects.filter(service=service).order_by("-created_at")
    found = list(rows[:JOBS_OFFERED])
    if filters.job and filters.job not in {job.pk for job in found}:
        found += rows.filter(pk=filters.job)
    return found


def _suppression_query(access: Access, found: Notification, recipient: str) -> str:
    """Return the query that shows whether a failed email's address is suppressed, if it may be."""
    is_failure = found.status == Status.PERMANENT_FAILURE and found.channel == Channel.EMAIL
    if not (is_failure and recipient and access.can(Permission.VIEW_ACTIVITY)):
        return ""
    return urlencode({"search": seal_search(recipient, suppression_scope(access.service))})


def _find(service: Service, message_id: UUID) -> Notification:
    return get_object_or_404(Notification.objects.of_service(service), pk=message_id)


def _origin(found: Notification) -> dict[str, object]:
    """Return what the message came from: a key, a person, a list."""
    return {
        "key": found.api_key_id and ApiKey.objects.filter(pk=found.api_key_id).first(),
        "person": found.created_by_id and User.objects.filter(pk=found.created_by_id).first(),
        "job": found.job_id and Job.objects.filter(pk=found.job_id).first(),
    }


def _read_id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None

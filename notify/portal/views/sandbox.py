"""The sandbox's mailbox: every message as its recipient would have got it."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from notify.accounts.models import User
from notify.delivery.models import SandboxMessage
from notify.delivery.sandbox import is_open, open_message
from notify.message_templates.models import Channel
from notify.portal.access import signed_in_view
from notify.portal.framing import framed_document
from notify.portal.message_list import recipient_indexes
from notify.portal.sealed_search import open_search, seal_search
from notify.services.models import Membership, Service
from notify.vault import CannotOpen

PAGE_SIZE = 50
SCOPE = "sandbox"
PARTS = ("html", "text", "headers")


@dataclass(frozen=True)
class Line:
    """A message in the list."""

    row: SandboxMessage
    to: str
    title: str


@signed_in_view
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    rows = _visible_rows(request).order_by("-id")
    token = request.GET.get("search", "")
    search = open_search(token, SCOPE)
    if search:
        rows = rows.filter(recipient_index__in=recipient_indexes(search))
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(id__lt=int(after[:18]))
    found = list(rows[: PAGE_SIZE + 1])
    context = {
        "lines": [_line(row) for row in found[:PAGE_SIZE]],
        "next_after": found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else None,
        "is_first": not after,
        "search": search,
        "token": token if search else "",
    }
    return render(request, "portal/sandbox.html", context)


@signed_in_view
@require_POST
def search_inbox(request: HttpRequest) -> HttpResponse:
    """Turn a search into an address that does not show what is searched for."""
    text = request.POST.get("search", "").strip()
    address = reverse("portal:sandbox")
    return redirect(f"{address}?search={seal_search(text, SCOPE)}" if text else address)


@signed_in_view
@require_safe
def sandbox_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    row = get_object_or_404(_visible_rows(request), notification_id=message_id)
    part = request.GET.get("part", "")
    content = open_message(row)
    context = {
        "row": row,
        "content": content,
        "unsubscribe_at": _unsubscribe_at(content),
        "part": part if part in PARTS else PARTS[0],
        "service": Service.objects.filter(id=row.service_id).first() if row.service_id else None,
    }
    return render(request, "portal/sandbox_message.html", context)


@signed_in_view
@require_safe
def sandbox_body(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Return an email's document, for the frame on its page."""
    row = get_object_or_404(_visible_rows(request), notification_id=message_id)
    if row.channel != Channel.EMAIL:
        raise Http404
    return framed_document(open_message(row)["html"])


def _unsubscribe_at(content: dict[str, Any]) -> str:
    """Return where a mail program's button posts to (RFC 8058), if that is here."""
    headers = content.get("headers") or {}
    address = str(headers.get("List-Unsubscribe", "")).strip("<>")
    is_ours = address.startswith(f"{settings.BASE_URL}/")
    # Relative, so that it works under whichever name this page was opened.
    return address.removeprefix(settings.BASE_URL) if is_ours else ""


def _visible_rows(request: HttpRequest) -> QuerySet[SandboxMessage]:
    """Return the messages of the person's services; all, for the platform team. Raises Http404."""
    if not is_open():
        raise Http404
    user = cast(User, request.user)
    if user.is_staff:
        return SandboxMessage.objects.all()
    services = Membership.objects.filter(user=user, service__active=True).values("service_id")
    return SandboxMessage.objects.filter(service_id__in=services)


def _line(row: SandboxMessage) -> Line:
    try:
        content: dict[str, Any] = open_message(row)
    except CannotOpen:  # sealed with a key that is gone; the others can still be read
        return Line(row, "", str(row.notification_id))
    return Line(row, content["to"], content.get("subject") or content["text"])

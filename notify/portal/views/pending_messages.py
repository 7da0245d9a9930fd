"""The sandbox's messages to a person who is not in yet, so that their code or link can be read.

Only where the sandbox takes messages, and only for the session that passed the password or made the
account: nothing leaves such a machine, and its newcomers have no other mailbox.
"""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from notify.accounts.models import User
from notify.delivery.models import SandboxMessage
from notify.delivery.sandbox import index_of, is_open, open_message
from notify.portal.access import half_signed_in_view, public_view
from notify.portal.views.register import registered_here
from notify.portal.views.two_factor import person_of, wanted_by
from notify.sending.system_service import SYSTEM_SERVICE_ID
from notify.vault import CannotOpen

NEWEST = 5


@half_signed_in_view
@require_safe
def messages_to_sign_in(request: HttpRequest) -> HttpResponse:
    return _page(request, person_of(request))


@public_view
@require_safe
def messages_to_register(request: HttpRequest) -> HttpResponse:
    user = registered_here(request)
    if user is None:
        raise Http404
    return _page(request, user)


def _page(request: HttpRequest, user: User) -> HttpResponse:
    if not is_open():
        raise Http404
    recipients = [index_of(place) for place in (user.email, user.mobile_number) if place]
    rows = SandboxMessage.objects.filter(
        recipient_index__in=recipients, service_id=SYSTEM_SERVICE_ID
    )
    context = {
        "found": [content for row in rows.order_by("-id")[:NEWEST] if (content := _read(row))],
        "app_code": demo_code(user) if request.user.is_authenticated else "",
        "next": wanted_by(request),
        "is_signing_in": request.user.is_authenticated,
    }
    return render(request, "portal/pending_messages.html", context)


def demo_code(user: User) -> str:
    """Return what the authenticator app of a demo person shows, where demo data is at home."""
    if not settings.DEBUG:
        return ""
    device = TOTPDevice.objects.filter(user=user, name="demo").first()
    return f"{totp(device.bin_key):06}" if device else ""


def _read(row: SandboxMessage) -> dict[str, Any] | None:
    try:
        return {**open_message(row), "received_at": row.received_at}
    except CannotOpen:  # sealed with a key that is gone
        return None

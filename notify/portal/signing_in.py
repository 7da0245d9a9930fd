"""The steps of a sign-in: the password, then the second factor, then in."""

from urllib.parse import urlencode

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as otp_login

from notify.accounts.audit import record_event
from notify.accounts.browsers import mark_seen, remember, remembered_device, was_seen
from notify.accounts.guessing import lift_guard
from notify.accounts.masking import kind_of_browser
from notify.accounts.models import EmailDevice, Factor, SmsDevice, User
from notify.accounts.second_factor import (
    email_device,
    factor_of,
    factors_of,
    sms_device,
)
from notify.accounts.sessions import record_sign_in
from notify.portal.account_mail import send_alert, send_code

CONFIRMED = "confirmed"  # when the person last showed who they are, in seconds
CONFIRMED_FOR = 15 * 60
BACKEND = "django.contrib.auth.backends.ModelBackend"


def begin(request: HttpRequest, user: User, wanted: str, *, backend: str = BACKEND) -> HttpResponse:
    """Let a person in whose password was right: all the way on a remembered device."""
    request.session.pop(DEVICE_ID_SESSION_KEY, None)
    login(request, user, backend=backend)
    device = remembered_device(request, user)
    if device:
        return finish(request, user, device, wanted, remembered=True)
    first = factors_of(user)[0]
    send_first_code(user, first)
    return redirect(address_of("two-factor-code", wanted, first))


def finish_first(request: HttpRequest, user: User, wanted: str = "") -> HttpResponse:
    """Sign in a person who just chose a password and used a link from their mailbox.

    For a registration and an accepted invitation; the link stands for a code by email.
    """
    login(request, user, backend=BACKEND)
    return finish(request, user, email_device(user), wanted or reverse("portal:welcome"))


def finish(
    request: HttpRequest,
    user: User,
    device: object,
    wanted: str,
    *,
    remembered: bool = False,
    wants_remembering: bool = False,
) -> HttpResponse:
    """Mark the session as verified, put the sign-in on record, and go where the person wanted."""
    otp_login(request, device)
    request.session.cycle_key()
    request.session[CONFIRMED] = timezone.now().timestamp()
    factor = "" if remembered else factor_of(device)
    row = record_sign_in(request, user, factor, remembered=remembered)
    record_event("signed-in", user, actor=user, after={"factor": str(factor)}, request=request)
    lift_guard(user.email)
    response = redirect(wanted or "portal:services")
    if not was_seen(request, user.email):
        if user.sign_ins.exclude(pk=row.pk).exists():
            browser = kind_of_browser(request.headers.get("User-Agent", ""))
            send_alert("new-device", user, browser=browser)
        mark_seen(request, response, user.email)
    if wants_remembering:
        remember(request, response, user)
    return response


def send_first_code(user: User, factor: str) -> bool:
    """Send a code where the factor needs one, unless one was sent a moment ago."""
    device = code_device(user, factor)
    if device is None or device.seconds_to_wait():
        return True
    return send_code(user, device)


def code_device(user: User, factor: str) -> EmailDevice | SmsDevice | None:
    if factor == Factor.EMAIL:
        return email_device(user)
    return sms_device(user) if factor == Factor.SMS else None


def address_of(name: str, wanted: str = "", *args: object) -> str:
    """Return a page's address that remembers where the person is going."""
    address = reverse(f"portal:{name}", args=args)
    return f"{address}?{urlencode({'next': wanted})}" if wanted else address


def was_confirmed(request: HttpRequest) -> bool:
    """Say whether the person showed who they are in the last quarter of an hour."""
    since = timezone.now().timestamp() - float(request.session.get(CONFIRMED, 0))
    return since < CONFIRMED_FOR


def way_to_the_admin(user: User, wanted: str) -> str:
    """Return where the platform team goes before the admin opens: to set up an app, or use it."""
    strong = {Factor.APP, Factor.KEY} & set(factors_of(user))
    if not strong:
        return address_of("add-app", wanted)
    first = (
        Factor.APP if user.default_factor not in strong and Factor.APP in strong else min(strong)
    )
    return address_of("two-factor-code", wanted, first)

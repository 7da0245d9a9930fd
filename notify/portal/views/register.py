"""Getting an account: the form, the wait for the email, the link."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.forms import WAIT
from notify.accounts.guessing import begin_attempt
from notify.accounts.links import Purpose, open_link
from notify.accounts.models import User
from notify.accounts.registration import AlreadyRegistered, register, verify_address
from notify.delivery.sandbox import is_open
from notify.portal.access import public_view
from notify.portal.account_forms import GovernmentRegistrationForm, ResendForm
from notify.portal.account_mail import send_account_exists, send_link
from notify.portal.signing_in import finish_first

WAITING = "address being verified"  # the address that the "check your email" page shows
REGISTERED = "account being made"  # whose link may sign this browser in


@public_view
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def register_page(request: HttpRequest) -> HttpResponse:
    """Ask for an account. Whether the address has one already shows only in its mailbox."""
    form = GovernmentRegistrationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/register.html", {"form": form})
    seconds = begin_attempt("registration", request.META.get("REMOTE_ADDR", ""))
    if seconds:
        form.add_error(None, WAIT % {"seconds": seconds})
        return render(request, "portal/register.html", {"form": form})
    person = form.person(request.LANGUAGE_CODE[:2])
    try:
        user = register(person)
    except AlreadyRegistered:
        known = User.objects.filter(email=person.email, is_active=True).first()
        if known:
            send_account_exists(known)
        request.session[WAITING] = person.email
        request.session.pop(REGISTERED, None)
        return redirect("portal:registration-continue")
    return wait_for_address(request, user)


def wait_for_address(request: HttpRequest, user: User) -> HttpResponse:
    """Send the link and show where to look for it."""
    request.session.cycle_key()
    request.session[WAITING] = user.email
    request.session[REGISTERED] = str(user.pk)
    send_link(Purpose.VERIFY, user)
    return redirect("portal:registration-continue")


@public_view
@require_safe
def registration_continue(request: HttpRequest) -> HttpResponse:
    address = request.session.get(WAITING)
    if not address:
        return redirect("portal:register")
    context = {"address": address, "has_sandbox": REGISTERED in request.session and is_open()}
    return render(request, "portal/registration_continue.html", context)


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def resend_verification(request: HttpRequest) -> HttpResponse:
    """Send the link again. The answer is the same for any address."""
    form = ResendForm(request.POST or None, initial={"email": request.session.get(WAITING, "")})
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/resend_verification.html", {"form": form})
    address = form.cleaned_data["email"]
    if begin_attempt(f"resend {address}", request.META.get("REMOTE_ADDR", "")):
        messages.warning(request, _("You asked many times. Wait a minute, then ask again."))
        return redirect("portal:resend-verification")
    user = User.objects.filter(email=address, is_active=True, email_verified_at=None).first()
    if user:
        send_link(Purpose.VERIFY, user)
    request.session[WAITING] = address
    return redirect("portal:registration-continue")


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def verify_email(request: HttpRequest, token: str) -> HttpResponse:
    """Verify an address when the button is pressed: programs that follow links change nothing."""
    link = open_link(Purpose.VERIFY, token)
    if link is None:
        context = {"again": "portal:resend-verification"}
        return render(request, "portal/link_gone.html", context, status=410)
    if request.method != "POST":
        return render(request, "portal/verify_email.html", {"address": link.user.email})
    verify_address(link.user)
    if request.session.get(REGISTERED) != str(link.user.pk):
        messages.success(request, _("Your address is confirmed. Sign in with your password."))
        return redirect("portal:sign-in")
    # The browser that chose the password has now read a link in the mailbox: both factors.
    forget_waiting(request)
    return finish_first(request, link.user)


def forget_waiting(request: HttpRequest) -> None:
    for key in (WAITING, REGISTERED):
        request.session.pop(key, None)


def registered_here(request: HttpRequest) -> User | None:
    """Return the person who is making an account in this session."""
    pk = request.session.get(REGISTERED)
    return User.objects.filter(pk=UUID(cast(str, pk))).first() if pk else None

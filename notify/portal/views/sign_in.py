"""Signing in and out, and the way back in after strangers' guesses."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from notify.accounts.audit import record_event
from notify.accounts.browsers import mark_seen
from notify.accounts.forms import SignInForm
from notify.accounts.guessing import lift_guard, may_send_unlock_link
from notify.accounts.links import Purpose, open_link
from notify.accounts.models import SignIn, User
from notify.accounts.sessions import SESSION_KEY
from notify.portal.access import public_view
from notify.portal.account_mail import send_link
from notify.portal.signing_in import begin
from notify.portal.single_sign_on import is_configured
from notify.portal.views.home import local_address
from notify.portal.views.register import wait_for_address


@public_view
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Check the password, then ask for the second factor. The session's key changes."""
    wanted = local_address(request, request.POST.get("next") or request.GET.get("next", ""))
    user: Any = request.user
    if user.is_authenticated and user.is_verified():
        return redirect(wanted or "portal:services")
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = form.get_user()
        if person.email_verified_at is None:
            return wait_for_address(request, person)
        return begin(request, person, wanted)
    if form.has_error("__all__", code="guarded"):
        _send_unlock_link(form.cleaned_data["username"])
    context = {
        "form": form,
        "next": wanted,
        "timed_out": "timeout" in request.GET and request.method == "GET",
        "has_single_sign_on": is_configured(),
    }
    response = render(request, "portal/sign_in.html", context)
    add_never_cache_headers(response)
    return response


@public_view
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    pk = request.session.get(SESSION_KEY)
    if pk:
        SignIn.objects.filter(pk=pk, ended_at=None).update(ended_at=timezone.now())
    if request.user.is_authenticated:
        record_event("signed-out", request.user, request=request)
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("portal:sign-in")


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, token: str) -> HttpResponse:
    """Let this browser sign in to an account that strangers guess at."""
    link = open_link(Purpose.UNLOCK, token)
    if link is None:
        return render(request, "portal/link_gone.html", {"again": "portal:sign-in"}, status=410)
    if request.method != "POST":
        return render(request, "portal/unlock.html")
    lift_guard(link.user.email)
    record_event("sign-in-unlocked", link.user, actor=link.user, request=request)
    response = redirect("portal:sign-in")
    mark_seen(request, response, link.user.email)
    return response


def _send_unlock_link(account: str) -> None:
    """Send a link at most every quarter of an hour; nobody learns whether there is an account."""
    if not may_send_unlock_link(account):
        return
    user = User.objects.filter(email=account, is_active=True).first()
    if user:
        send_link(Purpose.UNLOCK, user)

"""A new password for somebody who forgot theirs. The second factor is still asked for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.audit import record_event
from notify.accounts.guessing import begin_attempt, lift_guard
from notify.accounts.links import Purpose, open_link
from notify.accounts.models import User
from notify.accounts.registration import verify_address
from notify.accounts.sessions import end_sessions
from notify.portal.access import public_view
from notify.portal.account_forms import NewPasswordForm, ResendForm
from notify.portal.account_mail import send_alert, send_link


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_password(request: HttpRequest) -> HttpResponse:
    """Send a link. The answer is the same whether or not the address has an account."""
    form = ResendForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/forgot_password.html", {"form": form})
    address = form.cleaned_data["email"]
    if not begin_attempt(f"reset {address}", request.META.get("REMOTE_ADDR", "")):
        user = User.objects.filter(email=address, is_active=True).first()
        if user and user.has_usable_password():
            send_link(Purpose.RESET, user)
            record_event("password-reset-asked", user, request=request)
    return redirect("portal:forgot-password-sent")


@public_view
@require_safe
def forgot_password_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/forgot_password_sent.html")


@public_view
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Set the password, end all sessions, and ask to sign in."""
    link = open_link(Purpose.RESET, token)
    if link is None:
        context = {"again": "portal:forgot-password"}
        return render(request, "portal/link_gone.html", context, status=410)
    user = link.user
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/new_password.html", {"form": form, "email": user.email})
    user.set_password(form.cleaned_data["password"])
    user.save(update_fields=["password"])
    verify_address(user)  # the link was read in its mailbox
    end_sessions(user)
    lift_guard(user.email)
    record_event("password-reset", user, actor=user, request=request)
    send_alert("password-changed", user)
    messages.success(request, _("Your password is changed. Sign in with it."))
    return redirect("portal:sign-in")

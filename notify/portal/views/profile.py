"""Your profile: who you are and how to reach you."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.audit import record_event
from notify.accounts.guessing import begin_attempt
from notify.accounts.models import SmsDevice
from notify.accounts.second_factor import factors_of
from notify.accounts.sessions import SESSION_KEY, end_sessions, follow_key, open_sessions
from notify.portal.access import signed_in_view
from notify.portal.account_forms import (
    LanguageForm,
    NameForm,
    NewPasswordForm,
    PasswordForm,
    TimeZoneForm,
)
from notify.portal.account_mail import send_alert
from notify.portal.second_factor_gate import AS_MEMBER
from notify.portal.signing_in import CONFIRMED, address_of, was_confirmed
from notify.portal.views.home import remember_language
from notify.portal.views.two_factor import person_of, wanted_by


@signed_in_view
@require_POST
def platform_view_switch(request: HttpRequest) -> HttpResponse:
    """Let somebody of the platform team see the portal as others do, and come back."""
    user = person_of(request)
    if not user.is_staff:
        raise Http404
    as_member = request.POST.get("view") == "member"
    request.session[AS_MEMBER] = as_member
    messages.success(
        request,
        _("You see the portal as other people do, until you sign out or change it here.")
        if as_member
        else _("You see the portal as the platform team does."),
    )
    return redirect("portal:profile")


def confirmed_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for the password before a page that matters, unless it was shown a moment ago."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if was_confirmed(request):
            return view(request, *args, **kwargs)
        return redirect(address_of("authenticate", request.get_full_path()))

    return wrapper


@signed_in_view
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def authenticate(request: HttpRequest) -> HttpResponse:
    """Ask for the password again."""
    user, wanted = person_of(request), wanted_by(request)
    if not user.has_usable_password():  # signs in through the department: only that can say again
        request.session[CONFIRMED] = 0
        return render(request, "portal/authenticate_elsewhere.html", {"next": wanted})
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if begin_attempt(f"again {user.pk}", request.META.get("REMOTE_ADDR", "")):
            form.add_error("password", _("There were too many attempts. Wait a minute."))
        elif not user.check_password(form.cleaned_data["password"]):
            form.add_error("password", _("The password is not right."))
        else:
            request.session[CONFIRMED] = timezone.now().timestamp()
            return redirect(wanted or "portal:profile")
    return render(request, "portal/authenticate.html", {"form": form, "next": wanted})


@signed_in_view
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    context = {
        "person": user,
        "factors": factors_of(user),
        "session_count": len(open_sessions(user)),
        "number_is_verified": SmsDevice.objects.filter(user=user, confirmed=True).exists(),
    }
    return render(request, "portal/profile.html", context)


@signed_in_view
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Greet a person whose account was just made, and offer a stronger second factor."""
    return render(request, "portal/welcome.html")


@signed_in_view
@confirmed_view
@require_http_methods(["GET", "HEAD", "POST"])
def change_name(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["name"] != user.name:
            user.name = form.cleaned_data["name"]
            user.save(update_fields=["name"])
            record_event("name-changed", user, request=request)
            send_alert("name-changed", user)
        return done(request, _("Your name is changed."))
    return form_page(request, form, _("Change your name"))


@signed_in_view
@confirmed_view
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Set a password and end every other session."""
    user = person_of(request)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        user.set_password(form.cleaned_data["password"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        follow_key(request)
        end_sessions(user, but=request.session.get(SESSION_KEY))
        record_event("password-changed", user, request=request)
        send_alert("password-changed", user)
        return done(request, _("Your password is changed, and your other sessions are ended."))
    return form_page(request, form, _("Change your password"))


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def change_language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the emails to this person, and of the pages here."""
    user = person_of(request)
    form = LanguageForm(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        user.language = form.cleaned_data["language"]
        user.save(update_fields=["language"])
        response = redirect("portal:profile")
        remember_language(request, response, user.language)
        return response
    context = {"form": form, "title": _("Change your language"), "choices": form["language"]}
    return render(request, "portal/profile_form.html", context)


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def change_time_zone(request: HttpRequest) -> HttpResponse:
    """Choose the time zone in which pages show times to this person."""
    user = person_of(request)
    form = TimeZoneForm(request.POST or None, initial={"time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        user.time_zone = form.cleaned_data["time_zone"]
        user.save(update_fields=["time_zone"])
        return done(request, _("Your time zone is changed."))
    return form_page(request, form, _("Change your time zone"), choices=form["time_zone"])


def form_page(request: HttpRequest, form: Any, title: str, **more: object) -> HttpResponse:
    return render(request, "portal/profile_form.html", {"form": form, "title": title, **more})


def done(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("portal:profile")

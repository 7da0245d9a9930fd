"""Two-step verification: what is set up, what is asked first, and adding and removing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from notify.accounts.audit import record_event
from notify.accounts.models import Factor, RememberedDevice
from notify.accounts.second_factor import (
    factors_of,
    keep_default_possible,
    make_recovery_codes,
    recovery_codes_left,
)
from notify.accounts.totp_enrolment import Enrolment
from notify.portal.access import signed_in_view
from notify.portal.account_forms import ChoiceOfFactorForm, KeyNameForm
from notify.portal.account_mail import send_alert
from notify.portal.views.profile import confirmed_view
from notify.portal.views.two_factor import person_of, wanted_by


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def two_step(request: HttpRequest) -> HttpResponse:
    """Show the factors, and choose the one that is asked first."""
    user = person_of(request)
    choices = [factor for factor in factors_of(user) if factor != Factor.RECOVERY]
    label = _("What we ask for first when you sign in")
    form = ChoiceOfFactorForm(
        request.POST or None,
        factors=sorted(choices, key=list(Factor).index),
        label=label,
        initial={"factor": user.default_factor},
    )
    if request.method == "POST" and form.is_valid():
        user.default_factor = form.cleaned_data["factor"]
        user.save(update_fields=["default_factor"])
        record_event("default-factor-changed", user, request=request)
        messages.success(request, _("Your choice is saved."))
        return redirect("portal:two-step")
    context = {
        "form": form,
        "person": user,
        "apps": TOTPDevice.objects.filter(user=user, confirmed=True),
        "keys": WebAuthnCredential.objects.filter(user=user, confirmed=True),
        "codes_left": recovery_codes_left(user),
        "has_sms": Factor.SMS in choices,
        "remembered": RememberedDevice.objects.filter(user=user).order_by("-made_at"),
    }
    return render(request, "portal/two_step.html", context)


@signed_in_view
@confirmed_view
@require_http_methods(["GET", "HEAD", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app."""
    user, wanted = person_of(request), wanted_by(request)
    enrolment = Enrolment(request, user)
    if enrolment.form.is_valid():
        device = enrolment.store()
        otp_login(request, device)
        if user.default_factor == Factor.EMAIL:
            user.default_factor = Factor.APP
            user.save(update_fields=["default_factor"])
        record_event("factor-added", user, after={"factor": "app"}, request=request)
        send_alert("factors-changed", user)
        messages.success(request, _("The authenticator app is set up."))
        if recovery_codes_left(user):
            return redirect(wanted or "portal:two-step")
        return redirect("portal:recovery-codes")
    context = {"next": wanted, **enrolment.context()}
    return render(request, "portal/add_app.html", context)


@signed_in_view
@confirmed_view
@require_POST
def remove_app(request: HttpRequest, device_id: int) -> HttpResponse:
    user = person_of(request)
    get_object_or_404(TOTPDevice, pk=device_id, user=user).delete()
    _removed(request, "app")
    messages.success(request, _("The authenticator app is removed."))
    return redirect("portal:two-step")


@signed_in_view
@confirmed_view
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make recovery codes when the button is pressed, and show them once."""
    user = person_of(request)
    context: dict[str, object] = {"left": recovery_codes_left(user)}
    if request.method == "POST":
        context["codes"] = make_recovery_codes(user, request)
        send_alert("factors-changed", user)
    return render(request, "portal/recovery_codes.html", context)


@signed_in_view
@confirmed_view
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """List the security keys and passkeys, and add one (passkeys.py does, with a script)."""
    found = WebAuthnCredential.objects.filter(user=person_of(request), confirmed=True)
    return render(request, "portal/security_keys.html", {"keys": found, "form": KeyNameForm()})


@signed_in_view
@confirmed_view
@require_POST
def rename_key(request: HttpRequest, key_id: int) -> HttpResponse:
    key = get_object_or_404(WebAuthnCredential, pk=key_id, user=person_of(request))
    form = KeyNameForm(request.POST)
    if form.is_valid():
        key.name = form.cleaned_data["name"]
        key.save(update_fields=["name"])
        messages.success(request, _("The key is renamed."))
    else:
        messages.error(request, _("Enter a name for the key."))
    return redirect("portal:security-keys")


@signed_in_view
@confirmed_view
@require_POST
def remove_key(request: HttpRequest, key_id: int) -> HttpResponse:
    get_object_or_404(WebAuthnCredential, pk=key_id, user=person_of(request)).delete()
    _removed(request, "key")
    messages.success(request, _("The key is removed."))
    return redirect("portal:security-keys")


@signed_in_view
@require_POST
def forget_device(request: HttpRequest, device_id: int) -> HttpResponse:
    """Ask a remembered device for a code again."""
    get_object_or_404(RememberedDevice, pk=device_id, user=person_of(request)).delete()
    record_event("device-forgotten", person_of(request), request=request)
    messages.success(request, _("The device is forgotten. It is asked for a code again."))
    return redirect("portal:two-step")


def _removed(request: HttpRequest, factor: str) -> None:
    user = person_of(request)
    keep_default_possible(user)
    record_event("factor-removed", user, before={"factor": factor}, request=request)
    send_alert("factors-changed", user)

"""The second step of a sign-in."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.audit import record_event
from notify.accounts.masking import mask_email, mask_number
from notify.accounts.models import Factor, User
from notify.accounts.second_factor import factors_of, is_strong, recovery_codes_left, verify_code
from notify.delivery.sandbox import is_open
from notify.portal.access import half_signed_in_view
from notify.portal.account_forms import ChoiceOfFactorForm, CodeForm
from notify.portal.account_mail import send_alert, send_code
from notify.portal.signing_in import address_of, code_device, finish, send_first_code
from notify.portal.views.home import local_address


@half_signed_in_view
@require_safe
def two_factor(request: HttpRequest) -> HttpResponse:
    """Go to the factor that is asked first."""
    wanted = wanted_by(request)
    return redirect(address_of("two-factor-code", wanted, factors_of(person_of(request))[0]))


@half_signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest, factor: str) -> HttpResponse:
    """Ask for a code, or for a key; the right one opens the portal."""
    user, wanted = person_of(request), wanted_by(request)
    factors = factors_of(user)
    if factor not in factors:
        raise Http404
    if _is_past(request, factor):
        return redirect(wanted or "portal:services")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and factor != Factor.KEY and form.is_valid():
        device = verify_code(user, factor, form.cleaned_data["code"])
        if device is not None:
            if factor == Factor.RECOVERY:
                _tell_of_recovery(request, user)
            return finish(
                request, user, device, wanted, wants_remembering=form.cleaned_data["remember"]
            )
        record_event("code-refused", user, after={"factor": factor}, request=request)
        form.add_error("code", _refusal(user, factor))
    return render(request, "portal/two_factor.html", _context(request, user, factor, form, wanted))


@half_signed_in_view
@require_POST
def send_again(request: HttpRequest, factor: str) -> HttpResponse:
    """Send another code, half a minute after the last one at the earliest."""
    user, wanted = person_of(request), wanted_by(request)
    device = code_device(user, factor)
    if device is None:
        raise Http404
    seconds = device.seconds_to_wait()
    if seconds:
        wait = ngettext(
            "A code is on its way. Wait %(seconds)d second before you ask for another.",
            "A code is on its way. Wait %(seconds)d seconds before you ask for another.",
            seconds,
        )
        messages.warning(request, wait % {"seconds": seconds})
    elif send_code(user, device):
        messages.success(request, _("We sent a new code. The ones before it no longer work."))
    else:
        messages.error(request, _("The code could not be sent. Choose another way."))
    return redirect(address_of("two-factor-code", wanted, factor))


@half_signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose another way than the usual one."""
    user, wanted = person_of(request), wanted_by(request)
    form = ChoiceOfFactorForm(request.POST or None, factors=factors_of(user))
    if request.method == "POST" and form.is_valid():
        factor = form.cleaned_data["factor"]
        if not send_first_code(user, factor):
            messages.error(request, _("The code could not be sent. Choose another way."))
            return redirect(address_of("two-factor-choose", wanted))
        return redirect(address_of("two-factor-code", wanted, factor))
    return render(request, "portal/two_factor_choose.html", {"form": form, "next": wanted})


@half_signed_in_view
@require_safe
def lost(request: HttpRequest) -> HttpResponse:
    """Say what to do when nothing works any more."""
    return render(request, "portal/two_factor_lost.html", {"next": wanted_by(request)})


def person_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def wanted_by(request: HttpRequest) -> str:
    return local_address(request, request.POST.get("next") or request.GET.get("next", ""))


def _is_past(request: HttpRequest, factor: str) -> bool:
    """Say whether the session has shown this much already; the admin may ask for more."""
    device = cast(Any, request.user).otp_device
    asks_for_strong = factor not in (Factor.EMAIL, Factor.SMS)
    return device is not None and (is_strong(device) or not asks_for_strong)


def _refusal(user: User, factor: str) -> str:
    if factor in (Factor.EMAIL, Factor.SMS):
        device = code_device(user, factor)
        if device is not None and not device.has_live_code():
            return _("This code no longer works. Ask for a new one below.")
        return _("The code is not right. Look for the newest one that we sent.")
    if factor == Factor.APP:
        return _("The code is not right, or it has expired. Wait for the next one and enter that.")
    return _("The code is not right, or it was used before.")


def _context(
    request: HttpRequest, user: User, factor: str, form: CodeForm, wanted: str
) -> dict[str, Any]:
    device = code_device(user, factor)
    return {
        "form": form,
        "factor": factor,
        "next": wanted,
        "sent_to": mask_number(user.mobile_number)
        if factor == Factor.SMS
        else mask_email(user.email),
        "has_live_code": device.has_live_code() if device else False,
        "has_sandbox": factor != Factor.KEY and is_open(),
        "has_other_ways": len(factors_of(user)) > 1,
    }


def _tell_of_recovery(request: HttpRequest, user: User) -> None:
    left = recovery_codes_left(user)
    told = ngettext(
        "You used a recovery code. %(left)d is left. Make new ones in your profile.",
        "You used a recovery code. %(left)d are left. Make new ones in your profile.",
        left,
    )
    messages.warning(request, told % {"left": left})
    send_alert("factors-changed", user)

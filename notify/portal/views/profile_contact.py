"""Changing the address and the mobile number: each is proved before it counts."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notify.accounts.audit import record_event
from notify.accounts.links import Purpose, open_link
from notify.accounts.models import SmsDevice, User
from notify.accounts.second_factor import keep_default_possible, now_verified
from notify.delivery.sandbox import is_open
from notify.portal.access import public_view, signed_in_view
from notify.portal.account_forms import CodeForm, MobileForm, NewAddressForm
from notify.portal.account_mail import send_account_exists, send_alert, send_code, send_link
from notify.portal.views.profile import confirmed_view, done, form_page
from notify.portal.views.two_factor import person_of


@signed_in_view
@confirmed_view
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Send a link to the new address; nothing changes before it is used."""
    user = person_of(request)
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        known = User.objects.filter(email=address).first()
        if known is None:
            send_link(Purpose.NEW_ADDRESS, user, address=address)
        elif known.is_active:  # the page does not tell whose address it is
            send_account_exists(known)
        messages.success(request, _("We sent a link to the new address. Open it within an hour."))
        return redirect("portal:profile")
    return form_page(request, form, _("Change your email address"))


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Change the address when the button is pressed."""
    link = open_link(Purpose.NEW_ADDRESS, token)
    if link is None or not link.extra:
        return render(request, "portal/link_gone.html", {"again": "portal:profile"}, status=410)
    if request.method != "POST":
        return render(request, "portal/confirm_email.html", {"address": link.extra})
    user, old = link.user, link.user.email
    try:
        with transaction.atomic():
            user.email = link.extra
            user.save(update_fields=["email"])
            record_event("address-changed", user, actor=user, request=request)
    except IntegrityError:  # an account was made with it meanwhile
        return render(request, "portal/link_gone.html", {"again": "portal:profile"}, status=410)
    send_alert("address-changed", user, address=old)
    return done(request, _("Your email address is changed."))


@signed_in_view
@confirmed_view
@require_http_methods(["GET", "HEAD", "POST"])
def change_mobile(request: HttpRequest) -> HttpResponse:
    """Send a code to a number; it counts once the code comes back."""
    user = person_of(request)
    form = MobileForm(request.POST or None, initial={"mobile_number": user.mobile_number})
    if request.method == "POST" and form.is_valid():
        device, _made = SmsDevice.objects.get_or_create(
            user=user, confirmed=False, defaults={"name": "text message"}
        )
        device.number = form.cleaned_data["mobile_number"]
        device.save(update_fields=["number"])
        seconds = device.seconds_to_wait()
        if seconds:
            form.add_error(
                "mobile_number", _("Wait half a minute before you ask for another code.")
            )
        elif send_code(user, device):
            return redirect("portal:verify-mobile")
        else:
            form.add_error("mobile_number", _("The code could not be sent to this number."))
    has_number = bool(user.mobile_number)
    return form_page(request, form, _("Change your mobile number"), has_number=has_number)


@signed_in_view
@confirmed_view
@require_http_methods(["GET", "HEAD", "POST"])
def verify_mobile(request: HttpRequest) -> HttpResponse:
    """Take the code that was sent to the new number."""
    user = person_of(request)
    device = SmsDevice.objects.filter(user=user, confirmed=False).first()
    if device is None:
        return redirect("portal:change-mobile")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device.verify_token("".join(form.cleaned_data["code"].split())):
            now_verified(user, device)
            record_event("mobile-number-changed", user, request=request)
            send_alert("mobile-changed", user)
            return done(request, _("Your mobile number is verified."))
        form.add_error("code", _("The code is not right, or it has expired."))
    context = {"form": form, "number": device.number, "has_sandbox": is_open()}
    return render(request, "portal/verify_mobile.html", context)


@signed_in_view
@confirmed_view
@require_POST
def remove_mobile(request: HttpRequest) -> HttpResponse:
    """Remove the number, and with it the codes by text message."""
    user = person_of(request)
    SmsDevice.objects.filter(user=user).delete()
    user.mobile_number = ""
    user.save(update_fields=["mobile_number"])
    keep_default_possible(user)
    record_event("mobile-number-removed", user, request=request)
    send_alert("mobile-changed", user)
    return done(request, _("Your mobile number is removed."))

"""Enrol an authenticator app: show a code to scan once, and believe it after a right token."""

from base64 import b32encode
from binascii import unhexlify
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp import login as otp_login
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key
from qrcode import QRCode
from qrcode.image.svg import SvgPathImage

from notify.accounts.models import User

SESSION_KEY = "authenticator app being enrolled"


class EnrolmentForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the device"), max_length=64, initial=gettext_lazy("My phone")
    )
    token = forms.CharField(
        label=gettext_lazy("Code that the app shows"),
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.totp = TOTP(unhexlify(key))

    def clean_token(self) -> str:
        token = str(self.cleaned_data["token"]).replace(" ", "")
        if not token.isdecimal() or not self.totp.verify(int(token), tolerance=1):
            raise forms.ValidationError(
                _("The code is not right, or it has expired. Enter the next one.")
            )
        return token


def enrol(request: HttpRequest, context: dict[str, Any], *, done: str) -> HttpResponse:
    """Show the form, and store a confirmed device once its code is right.

    The secret waits in the session on our side and is in no address and no form field.
    """
    key = request.session.setdefault(SESSION_KEY, default_key())
    device = TOTPDevice(user=cast(User, request.user), key=key, confirmed=True)
    form = EnrolmentForm(request.POST if request.method == "POST" else None, key=key)
    if form.is_valid():
        del request.session[SESSION_KEY]
        device.name = form.cleaned_data["name"]
        device.last_t = form.totp.t()  # the code that was just used is spent
        device.save()
        otp_login(request, device)
        messages.success(request, _("The authenticator app is set up."))
        return redirect(done)
    context |= {
        "title": _("Set up an authenticator app"),
        "form": form,
        "picture": _picture(device.config_url),
        "secret": b32encode(device.bin_key).decode(),
    }
    return TemplateResponse(request, "admin/totp_enrolment.html", context)


def _picture(text: str) -> str:
    """Return the SVG of a QR code."""
    code = QRCode(image_factory=SvgPathImage, border=2)
    code.add_data(text)
    return str(code.make_image().to_string(encoding="unicode"))

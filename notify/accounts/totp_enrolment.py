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

from notify.accounts.audit import record_event
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


class Enrolment:
    """The secret of a new app, and the form that proves the app has it.

    The secret waits in the session on our side and is in no address and no form field.
    """

    def __init__(self, request: HttpRequest, user: User) -> None:
        self._session = request.session
        self._key = self._session.setdefault(SESSION_KEY, default_key())
        self._device = TOTPDevice(user=user, key=self._key, confirmed=True)
        fields = request.POST if request.method == "POST" else None
        self.form = EnrolmentForm(fields, key=self._key)

    def store(self) -> TOTPDevice:
        """Keep the device; call it when the form is valid."""
        del self._session[SESSION_KEY]
        self._device.name = self.form.cleaned_data["name"]
        self._device.last_t = self.form.totp.t()  # the code that was just used is spent
        self._device.save()
        return self._device

    def context(self) -> dict[str, Any]:
        """Return what a page shows: the form, the picture to scan, the key to type."""
        secret = b32encode(self._device.bin_key).decode()
        return {
            "title": _("Set up an authenticator app"),
            "form": self.form,
            "picture": _picture(self._device.config_url),
            "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        }


def enrol(request: HttpRequest, context: dict[str, Any], *, done: str) -> HttpResponse:
    """Show the form in the admin, and store a confirmed device once its code is right."""
    user = cast(User, request.user)
    enrolment = Enrolment(request, user)
    if enrolment.form.is_valid():
        otp_login(request, enrolment.store())
        record_event("factor-added", user, after={"factor": "app"}, request=request)
        messages.success(request, _("The authenticator app is set up."))
        return redirect(done)
    return TemplateResponse(request, "admin/totp_enrolment.html", context | enrolment.context())


def _picture(text: str) -> str:
    """Return the SVG of a QR code."""
    code = QRCode(image_factory=SvgPathImage, border=2)
    code.add_data(text)
    return str(code.make_image().to_string(encoding="unicode"))

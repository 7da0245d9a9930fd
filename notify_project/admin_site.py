"""The admin: who gets in, and with what."""

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp import devices_for_user, match_token

from notify.accounts.forms import SignInForm
from notify.accounts.models import User

APP_NAMES = {
    "otp_totp": _("Authenticator apps"),
    "otp_static": _("Recovery codes"),
}
MODEL_NAMES = {
    "TOTPDevice": _("Authenticator apps"),
    "StaticDevice": _("Recovery codes"),
}


class AdminSignInForm(SignInForm, AdminAuthenticationForm):
    """Email address, password, and a code from those who have an authenticator app."""

    token = forms.CharField(
        label=_("Code of your authenticator app, if you have set one up"),
        required=False,
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        user = self.get_user()
        if user is not None and has_second_factor(user):
            token = cleaned.get("token", "").replace(" ", "")
            device = match_token(user, token) if token else None
            if device is None:
                raise ValidationError(
                    _("Enter the code that your authenticator app shows."), code="token"
                )
            # django-otp marks the session with it at sign-in
            user.otp_device = device  # type: ignore[attr-defined]
        return cleaned


class NotifyAdminSite(AdminSite):
    """Staff only; those with an authenticator app must have used it in this session."""

    site_title = _("Notify admin")
    site_header = _("Notify admin")
    index_title = _("Platform")
    login_form = AdminSignInForm
    login_template = "admin/sign_in.html"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Name the apps that have no French of their own."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["name"] = APP_NAMES.get(app["app_label"], app["name"])
            for model in app["models"]:
                model["name"] = MODEL_NAMES.get(model["object_name"], model["name"])
        return found

    def has_permission(self, request: HttpRequest) -> bool:
        if not super().has_permission(request):
            return False
        user: Any = request.user
        return bool(user.is_verified() or not has_second_factor(user))


def has_second_factor(user: User) -> bool:
    """Say whether a person has a device that is set up."""
    return next(iter(devices_for_user(user, confirmed=True)), None) is not None

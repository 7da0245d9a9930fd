"""The admin: who gets in, and with what."""

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from notify.accounts.second_factor import is_strong
from notify.portal.signing_in import address_of, way_to_the_admin
from notify.portal.views.home import local_address

APP_NAMES = {
    "otp_totp": _("Authenticator apps"),
    "otp_static": _("Recovery codes"),
    "django_otp_webauthn": _("Passkeys and security keys"),
}
MODEL_NAMES = {
    "TOTPDevice": _("Authenticator apps"),
    "StaticDevice": _("Recovery codes"),
    "WebAuthnCredential": _("Passkeys and security keys"),
}


class NotifyAdminSite(AdminSite):
    """Staff only, with something they hold: an app, a key or a recovery code; no mailbox."""

    site_title = _("Notify admin")
    site_header = _("Notify admin")
    index_title = _("Platform")

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
        return is_strong(cast(Any, request.user).otp_device)

    @method_decorator([login_not_required, never_cache])
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to the portal's sign-in, which is the only one there is."""
        user: Any = request.user
        wanted = local_address(request, request.GET.get("next", "")) or reverse("admin:index")
        if not user.is_authenticated:
            return redirect(address_of("sign-in", wanted))
        if not user.is_verified():
            return redirect(address_of("two-factor", wanted))
        if not user.is_staff:
            raise PermissionDenied
        if self.has_permission(request):
            return redirect(wanted)
        return redirect(way_to_the_admin(user, wanted))

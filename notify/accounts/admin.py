"""People, their second factors, and what was done by whom."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from notify.accounts.admin_bases import BigTableAdmin, NamedAdmin, ReadOnlyAdmin
from notify.accounts.masking import mask_number
from notify.accounts.models import (
    ApprovedDomain,
    AuditEvent,
    EmailDevice,
    RememberedDevice,
    SignIn,
    SignOnDevice,
    SmsDevice,
    User,
)
from notify.accounts.totp_enrolment import enrol


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language")


class PersonChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class PersonAdmin(UserAdmin):
    form = PersonChangeForm
    add_form = PersonCreationForm
    list_display = ("email", "name", "language", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "language")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("created_at", "last_login", "terms_accepted_at")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Personal information"), {"fields": ("name", "mobile_number", "language")}),
        (_("Sign-in"), {"fields": ("default_factor", "email_verified_at", "terms_accepted_at")}),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Dates"), {"fields": ("created_at", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("email", "name", "language", "usable_password", "password1", "password2")},
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Keep people who are not superusers from making themselves one."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fields
        return (*fields, "is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(AuditEvent)
class AuditEventAdmin(BigTableAdmin):
    list_display = ("at", "actor", "action", "subject_type", "subject_id", "service_id")
    list_filter = ("action", "subject_type")
    list_select_related = ("actor",)
    search_fields = ("=actor__email", "=subject_id", "=service_id")
    ordering = ("-at",)


@admin.register(LogEntry)
class LogEntryAdmin(BigTableAdmin):
    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag")
    list_filter = ("action_flag",)
    list_select_related = ("user", "content_type")
    search_fields = ("=user__email", "object_repr", "=object_id")


class DeviceAdmin(ReadOnlyAdmin):
    """A second factor: never shown, only looked at and removed when a person has lost it."""

    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


class StoredDeviceAdmin(DeviceAdmin):
    """A device as django-otp stores it."""

    list_display = ("user", "name", "confirmed", "created_at", "last_used_at")
    list_filter = ("confirmed",)
    fields = ("user", "name", "confirmed", "created_at", "last_used_at", "throttling_failure_count")


class KeyAdmin(DeviceAdmin):
    """Passkeys and security keys."""

    list_display = ("user", "name", "confirmed", "created_at", "last_used_at")
    fields = ("user", "name", "confirmed", "created_at", "last_used_at", "aaguid", "transports")


@admin.register(EmailDevice)
class EmailDeviceAdmin(DeviceAdmin):
    list_display = ("user", "confirmed", "sent_at", "tries")
    fields = ("user", "confirmed", "sent_at", "expires_at", "tries")


@admin.register(SmsDevice)
class SmsDeviceAdmin(DeviceAdmin):
    list_display = ("user", "masked_number", "confirmed", "sent_at", "tries")
    fields = ("user", "masked_number", "confirmed", "sent_at", "expires_at", "tries")

    @admin.display(description=_("mobile number"))
    def masked_number(self, device: SmsDevice) -> str:
        return mask_number(device.number)


@admin.register(RememberedDevice)
class RememberedDeviceAdmin(DeviceAdmin):
    list_display = ("user", "name", "made_at", "expires_at")
    fields = ("user", "name", "made_at", "expires_at")


@admin.register(SignOnDevice)
class SignOnDeviceAdmin(DeviceAdmin):
    list_display = ("user", "confirmed")
    fields = ("user", "confirmed")


@admin.register(SignIn)
class SignInAdmin(BigTableAdmin):
    list_display = ("at", "user", "browser", "masked_address", "factor", "last_seen_at", "ended_at")
    list_filter = ("factor",)
    list_select_related = ("user",)
    search_fields = ("=user__email",)
    exclude = ("session_key",)


@admin.register(ApprovedDomain)
class ApprovedDomainAdmin(NamedAdmin):
    """Whose owners may make an account; sub-domains count too."""

    list_display = ("name", "added_at")
    search_fields = ("name",)


class TotpDeviceAdmin(StoredDeviceAdmin):
    """Authenticator apps. "Add" enrols the app of whoever is signed in, and nobody else's."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_staff)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return enrol(request, context, done=reverse("admin:otp_totp_totpdevice_changelist"))


# django-otp's own pages show the devices' secrets.
admin.site.unregister(TOTPDevice)
admin.site.register(TOTPDevice, TotpDeviceAdmin)
admin.site.unregister(StaticDevice)
admin.site.register(StaticDevice, StoredDeviceAdmin)
admin.site.register(WebAuthnCredential, KeyAdmin)

"""Departments, services, the people in them, and keys."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notify.accounts.admin_bases import (
    BilingualAdmin,
    ChoicesAdmin,
    LabelledInline,
    NamedAdmin,
    ReadOnlyAdmin,
)
from notify.accounts.masking import mask_email, mask_number
from notify.accounts.models import User
from notify.services.admin_brands import BrandAdmin
from notify.services.admin_notices import NoticeAdmin
from notify.services.admin_requests import (
    GoLiveRequestAdmin,
    InvitationAdmin,
    JoinRequestAdmin,
    ReplyToCheckAdmin,
)
from notify.services.api_keys import create_api_key
from notify.services.models import (
    ApiKey,
    Callback,
    Domain,
    Membership,
    Organisation,
    OrganisationMember,
    ReplyToAddress,
    SafelistEntry,
    Service,
    SmsSender,
)

__all__ = [
    "BrandAdmin",
    "GoLiveRequestAdmin",
    "InvitationAdmin",
    "JoinRequestAdmin",
    "NoticeAdmin",
    "ReplyToCheckAdmin",
]


class DomainInline(LabelledInline):
    model = Domain


class ReplyToInline(LabelledInline):
    model = ReplyToAddress


class SmsSenderInline(LabelledInline):
    model = SmsSender


class KeptAdmin(NamedAdmin):
    """Objects that messages refer to: they are closed, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(KeptAdmin, BilingualAdmin):
    list_display = ("name", "active", "created_at")
    list_filter = ("active",)
    search_fields = ("name_en", "name_fr", "domains__name")
    readonly_fields = ("created_at",)
    inlines = (DomainInline,)


@admin.register(OrganisationMember)
class OrganisationMemberAdmin(ReadOnlyAdmin):
    """Invited and removed on the organisation's own page, where it is on record."""

    list_display = ("email", "organisation", "may_approve", "invited_at", "joined_at")
    list_filter = ("may_approve",)
    list_select_related = ("organisation",)
    search_fields = ("email", "organisation__name_en", "organisation__name_fr")


@admin.register(Domain)
class DomainAdmin(NamedAdmin):
    list_display = ("name", "organisation")
    list_select_related = ("organisation",)
    search_fields = ("name", "organisation__name_en", "organisation__name_fr")
    autocomplete_fields = ("organisation",)


@admin.register(Service)
class ServiceAdmin(KeptAdmin, ChoicesAdmin, BilingualAdmin):
    list_display = ("name", "organisation", "restricted", "active", "email_from", "created_at")
    list_filter = ("active", "restricted", "count_as_live", "language_order")
    list_select_related = ("organisation",)
    search_fields = ("name_en", "name_fr", "email_from", "=id")
    autocomplete_fields = ("organisation",)
    readonly_fields = ("id", "created_at", "created_by")
    inlines = (ReplyToInline, SmsSenderInline)
    fieldsets = (
        (None, {"fields": ("name_en", "name_fr", "organisation", "active", "restricted")}),
        (
            gettext_lazy("Sending"),
            {
                "fields": (
                    "permissions",
                    "email_from",
                    "sending_domain",
                    "language_order",
                    "prefix_sms",
                    "templates_need_review",
                )
            },
        ),
        (
            gettext_lazy("Limits"),
            {
                "fields": (
                    "message_limit",
                    "sms_daily_limit",
                    "email_annual_limit",
                    "sms_annual_limit",
                    "rate_limit",
                    "email_retention_days",
                    "sms_retention_days",
                )
            },
        ),
        (
            gettext_lazy("Record"),
            {"fields": ("id", "count_as_live", "went_live_at", "created_at", "created_by")},
        ),
    )

    def save_model(self, request: HttpRequest, obj: Service, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = cast(User, request.user)
        super().save_model(request, obj, form, change)


@admin.register(Membership)
class MembershipAdmin(ChoicesAdmin):
    list_display = ("user", "service", "created_at")
    list_select_related = ("user", "service")
    search_fields = ("user__email", "user__name", "service__name_en", "service__name_fr")
    autocomplete_fields = ("user", "service")
    readonly_fields = ("created_at",)


class NewApiKeyForm(forms.ModelForm):
    """Checks what the database would refuse: two keys of one name in a service."""

    class Meta:
        model = ApiKey
        fields = ("service", "name", "key_type", "permissions")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        working = ApiKey.objects.filter(service=cleaned.get("service"), revoked_at=None)
        if working.filter(name__iexact=cleaned.get("name", "")).exists():
            self.add_error("name", _("A key of this service has this name already."))
        return cleaned


@admin.register(ApiKey)
class ApiKeyAdmin(KeptAdmin, ChoicesAdmin):
    """Keys are made and revoked here, and never changed or shown again."""

    form = NewApiKeyForm
    list_display = ("name", "service", "key_type", "created_at", "expires_at", "revoked_at")
    list_filter = ("key_type", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("service",)
    search_fields = ("name", "service__name_en", "service__name_fr", "=service__id")
    autocomplete_fields = ("service",)
    actions = ("revoke",)
    _shown = (
        "service",
        "name",
        "key_type",
        "permissions",
        "created_at",
        "created_by",
        "expires_at",
        "revoked_at",
        "last_used_at",
    )

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        return self._shown if obj else NewApiKeyForm.Meta.fields

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """Allow the list's actions; a single key is only looked at."""
        return obj is None and super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        made = create_api_key(
            obj.service,
            obj.name,
            obj.key_type,
            permissions=obj.permissions,
            created_by=cast(User, request.user),
        )
        obj.pk = made.key.pk
        request.new_key_text = made.text  # type: ignore[attr-defined]  # read by response_add

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the key in this answer and nowhere else."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The key %(name)s was made") % {"name": obj.name},
            "text": request.new_key_text,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/services/apikey/created.html", context)

    @admin.action(description=gettext_lazy("Revoke the chosen keys"), permissions=["change"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        for key in keys:
            key.revoke()
            self.log_change(request, key, "revoked")
        number = len(keys)
        self.message_user(
            request,
            ngettext("%(number)d key was revoked.", "%(number)d keys were revoked.", number)
            % {"number": number},
        )


@admin.register(Callback)
class CallbackAdmin(ReadOnlyAdmin):
    """Where services hear of their messages. Tokens and signing secrets are never shown."""

    list_display = ("service", "kind", "url", "failures", "suspended_at", "created_at")
    list_filter = ("kind", ("suspended_at", admin.EmptyFieldListFilter))
    list_select_related = ("service",)
    search_fields = ("url", "service__name_en", "service__name_fr", "=service__id")
    fields = ("service", "kind", "url", "failures", "suspended_at", "created_at")


class SenderAdmin(NamedAdmin):
    list_filter = ("is_default", "archived")
    list_select_related = ("service",)
    autocomplete_fields = ("service",)


@admin.register(ReplyToAddress)
class ReplyToAddressAdmin(SenderAdmin):
    list_display = ("address", "service", "is_default", "archived")
    search_fields = ("address", "service__name_en", "service__name_fr")


@admin.register(SmsSender)
class SmsSenderAdmin(SenderAdmin):
    list_display = ("sender", "service", "is_default", "archived")
    search_fields = ("sender", "service__name_en", "service__name_fr")


@admin.register(SafelistEntry)
class SafelistEntryAdmin(ReadOnlyAdmin):
    """Whom trials write to. Their teams keep the lists; here nobody reads an address."""

    list_display = ("masked_recipient", "channel", "service")
    list_filter = ("channel",)
    list_select_related = ("service",)
    search_fields = ("=recipient", "service__name_en", "service__name_fr")
    search_help_text = gettext_lazy("A whole address or number, or a part of a service’s name")
    ordering = ("service", "pk")
    fields = ("masked_recipient", "channel", "service")

    @admin.display(description=gettext_lazy("recipient"))
    def masked_recipient(self, row: SafelistEntry) -> str:
        return mask_number(row.recipient) if row.channel == "sms" else mask_email(row.recipient)

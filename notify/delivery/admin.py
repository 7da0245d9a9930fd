"""Providers, which the platform team edits, and what providers told us."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.accounts.admin_bases import BigTableAdmin, NamedAdmin
from notify.accounts.models import User
from notify.delivery.admin_dead_letters import DeadLetterAdmin
from notify.delivery.callbacks import replay
from notify.delivery.models import (
    CallbackAttempt,
    CallbackDelivery,
    DeadLetter,
    EmailHour,
    Provider,
    ProviderEvent,
    ReceivedText,
    SandboxMessage,
    Suppression,
    UnreadableReceipts,
)
from notify.delivery.sandbox import index_of
from notify.delivery.suppression import recipient_of, remove_suppression
from notify.delivery.switching import record_change, record_removal, snapshot
from notify.notifications.masking import mask_recipient
from notify.providers.registry import EMAIL_KINDS, SMS_KINDS, build_provider

MASK = "********"
SECRET_WORDS = ("password", "secret", "token")


class ProviderForm(forms.ModelForm):
    """Options are checked by the adapter itself; secrets among them are masked and kept."""

    class Meta:
        model = Provider
        fields = (
            "name",
            "kind",
            "channel",
            "active",
            "priority",
            "weight",
            "international",
            "options",
            "per_second",
            "per_number_per_second",
            "receipts_topic",
            "receipts_queue_url",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = dict(self.instance.options or {})
        self.initial["options"] = {
            name: MASK if _is_secret(name) else value for name, value in self.kept.items()
        }

    def clean_options(self) -> dict[str, str]:
        options = self.cleaned_data["options"] or {}
        if not isinstance(options, dict):
            raise forms.ValidationError(_("Options are names with values: {}."))
        return {
            str(name): self.kept.get(name, "") if value == MASK else str(value)
            for name, value in options.items()
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, channel = cleaned.get("kind"), cleaned.get("channel")
        kinds = EMAIL_KINDS if channel == "email" else SMS_KINDS
        if kind and channel and kind not in kinds:
            self.add_error("kind", _("This kind does not send on this channel."))
        elif kind and kind != Provider.Kind.SANDBOX and "options" in cleaned:
            try:
                build_provider(kind, cleaned["options"])
            except ValueError as error:
                self.add_error("options", str(error))
        return cleaned


@admin.register(Provider)
class ProviderAdmin(NamedAdmin):
    form = ProviderForm
    list_display = ("name", "kind", "channel", "active", "priority", "weight", "updated_at")
    list_filter = ("channel", "active", "kind")
    search_fields = ("name",)
    actions = ("switch_on", "switch_off", "put_first")

    @admin.action(description=gettext_lazy("Switch the chosen on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, providers: QuerySet[Provider]) -> None:
        self._change(request, providers, active=True)

    @admin.action(description=gettext_lazy("Switch the chosen off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, providers: QuerySet[Provider]) -> None:
        self._change(request, providers, active=False)

    @admin.action(description=gettext_lazy("Try the chosen first"), permissions=["change"])
    def put_first(self, request: HttpRequest, providers: QuerySet[Provider]) -> None:
        """Give the chosen the lowest number of their channel and raise the others'."""
        for provider in providers:
            others = Provider.objects.filter(channel=provider.channel).exclude(pk=provider.pk)
            for other in others.filter(priority=0):
                self._change(request, Provider.objects.filter(pk=other.pk), priority=1)
            self._change(request, Provider.objects.filter(pk=provider.pk), priority=0)

    def _change(self, request: HttpRequest, providers: QuerySet[Provider], **values: Any) -> None:
        for provider in providers:
            before = snapshot(provider)
            for name, value in values.items():
                setattr(provider, name, value)
            provider.save(update_fields=[*values, "updated_at"])
            self._record(request, provider, before)
            self.log_change(request, provider, str(values))

    def save_model(self, request: HttpRequest, obj: Provider, form: Any, change: bool) -> None:
        with transaction.atomic():
            stored = Provider.objects.select_for_update().get(pk=obj.pk) if change else None
            super().save_model(request, obj, form, change)
            self._record(request, obj, snapshot(stored) if stored else {})

    def delete_model(self, request: HttpRequest, obj: Provider) -> None:
        actor, ip = cast(User, request.user), request.META.get("REMOTE_ADDR") or None
        record_removal(obj, actor=actor, ip=ip)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        for provider in queryset:
            self.delete_model(request, provider)

    def _record(self, request: HttpRequest, provider: Provider, before: dict[str, Any]) -> None:
        ip = request.META.get("REMOTE_ADDR") or None
        record_change(provider, before, actor=cast(User, request.user), ip=ip)


@admin.register(ProviderEvent)
class ProviderEventAdmin(BigTableAdmin):
    list_display = ("provider", "event_id", "notification_id", "status", "applied", "received_at")
    list_filter = ("provider", "status", "applied")
    search_fields = ("=event_id", "=reference", "=notification_id")
    ordering = ("-id",)


@admin.register(Suppression)
class SuppressionAdmin(BigTableAdmin):
    """Addresses that are not written to. A service takes its own off the list in the portal."""

    list_display = ("masked_recipient", "reason", "service", "created_at", "removed_at")
    list_filter = ("reason", "channel", ("removed_at", admin.EmptyFieldListFilter))
    list_select_related = ("service",)
    search_fields = ("=service__id",)
    search_help_text = gettext_lazy("A whole email address, or the id of a service")
    ordering = ("-created_at",)
    fields = (
        "masked_recipient",
        "channel",
        "reason",
        "service",
        "category",
        "notification_id",
        "created_at",
        "removed_at",
        "removed_by",
        "removal_reason",
    )

    actions = ("write_again",)

    def has_write_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("delivery.change_suppression")

    @admin.action(
        description=gettext_lazy("Write to the chosen again"), permissions=["write_again"]
    )
    def write_again(self, request: HttpRequest, rows: QuerySet[Suppression]) -> None:
        ip = request.META.get("REMOTE_ADDR") or None
        for row in rows:
            remove_suppression(row, actor=cast(User, request.user), reason="platform team", ip=ip)

    @admin.display(description=gettext_lazy("recipient"))
    def masked_recipient(self, row: Suppression) -> str:
        return mask_recipient(recipient_of(row)) or "–"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Suppression], search_term: str
    ) -> tuple[QuerySet[Suppression], bool]:
        if "@" in search_term:
            return queryset.filter(recipient_index=index_of(search_term)), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(EmailHour)
class EmailHourAdmin(BigTableAdmin):
    list_display = ("hour", "service_id", "sent", "hard_bounces")
    search_fields = ("=service_id",)
    ordering = ("-hour", "service_id")


@admin.register(UnreadableReceipts)
class UnreadableReceiptsAdmin(BigTableAdmin):
    list_display = ("day", "provider", "code", "count", "last_message_id")
    list_filter = ("provider", "code")
    search_fields = ("=last_message_id", "code")
    ordering = ("-day", "provider", "code")


class CallbackAttemptInline(admin.TabularInline):
    model = CallbackAttempt
    fields = readonly_fields = ("number", "made_at", "answered", "problem", "milliseconds")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ReceivedText)
class ReceivedTextAdmin(BigTableAdmin):
    """Which numbers were written to and when; who wrote what stays sealed."""

    list_display = ("id", "service_id", "notify_number", "provider", "received_at")
    search_fields = ("=id", "=service_id")
    ordering = ("-id",)
    fields = ("id", "service_id", "notify_number", "provider", "provider_reference", "received_at")


@admin.register(CallbackAttempt)
class CallbackAttemptAdmin(BigTableAdmin):
    """Each call to an endpoint, one by one."""

    list_display = ("made_at", "delivery", "number", "answered", "problem", "milliseconds")
    list_filter = ("answered",)
    list_select_related = ("delivery",)
    search_fields = ("=delivery__notification_id",)
    ordering = ("-id",)


@admin.register(CallbackDelivery)
class CallbackDeliveryAdmin(BigTableAdmin):
    """What services were told, or could not be told."""

    list_display = (
        "notification_id",
        "callback",
        "status",
        "state",
        "attempts",
        "answered",
        "problem",
    )
    list_filter = ("state", "status")
    list_select_related = ("callback__service",)
    search_fields = ("=notification_id", "=callback__service__id")
    ordering = ("-happened_at",)
    inlines = (CallbackAttemptInline,)
    actions = ("try_again",)

    @admin.action(description=gettext_lazy("Try the chosen again"), permissions=["view"])
    def try_again(self, request: HttpRequest, deliveries: QuerySet[CallbackDelivery]) -> None:
        for delivery in deliveries:
            replay(delivery)
            self.log_change(request, delivery, "tried again")


@admin.register(SandboxMessage)
class SandboxMessageAdmin(BigTableAdmin):
    """The mailbox's rows; what they say is on the sandbox's own pages."""

    list_display = ("notification_id", "channel", "service_id", "sends", "received_at", "page")
    list_filter = ("channel",)
    search_fields = ("=notification_id", "=service_id")
    ordering = ("-id",)
    fields = ("notification_id", "channel", "service_id", "sends", "received_at", "page")

    @admin.display(description=gettext_lazy("message"))
    def page(self, row: SandboxMessage) -> str:
        address = reverse("portal:sandbox-message", args=[row.notification_id])
        return format_html('<a href="{}">{}</a>', address, _("Open"))


admin.site.register(DeadLetter, DeadLetterAdmin)


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET_WORDS)

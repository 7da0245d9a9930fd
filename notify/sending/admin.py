"""Idempotency keys, drafts and reports, to look at; what they hold stays sealed."""

from django.contrib import admin

from notify.accounts.admin_bases import BigTableAdmin, ReadOnlyAdmin
from notify.sending.models import (
    IdempotentAnswer,
    ListChunk,
    ListDraft,
    ListFile,
    Report,
    SendDraft,
)


@admin.register(IdempotentAnswer)
class IdempotentAnswerAdmin(BigTableAdmin):
    list_display = ("service_id", "created_at")
    search_fields = ("=service_id", "=key")
    ordering = ("-id",)
    fields = ("service_id", "key", "created_at")


@admin.register(SendDraft)
class SendDraftAdmin(BigTableAdmin):
    list_display = ("id", "service", "template", "created_by", "created_at", "sent_at")
    list_select_related = ("service", "template", "created_by")
    search_fields = ("=id", "=service__id", "=notification_id")
    ordering = ("-id",)
    fields = (
        "service",
        "template",
        "created_by",
        "created_at",
        "expires_at",
        "sent_at",
        "scheduled_for",
        "notification_id",
    )


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("service", "kind", "status", "row_count", "requested_at", "expires_at")
    list_filter = ("status", "kind")
    list_select_related = ("service",)
    search_fields = ("=id", "=service__id")
    ordering = ("-id",)
    fields = (
        "id",
        "service",
        "kind",
        "job",
        "language",
        "status",
        "requested_by",
        "api_key",
        "requested_at",
        "completed_at",
        "expires_at",
        "row_count",
        "attempts",
    )


@admin.register(ListDraft)
class ListDraftAdmin(BigTableAdmin):
    list_display = ("id", "service", "template", "created_by", "state", "created_at", "sent_at")
    list_filter = ("state",)
    list_select_related = ("service", "template", "created_by")
    search_fields = ("=id", "=service__id", "=job__id")
    ordering = ("-id",)
    fields = (
        "service",
        "template",
        "created_by",
        "state",
        "rows_checked",
        "attempts",
        "due_at",
        "created_at",
        "expires_at",
        "sent_at",
        "job",
    )


@admin.register(ListFile)
class ListFileAdmin(BigTableAdmin):
    list_display = ("draft",)
    search_fields = ("=draft__id",)
    ordering = ("-id",)
    fields = ("draft",)


@admin.register(ListChunk)
class ListChunkAdmin(BigTableAdmin):
    list_display = ("draft", "first_row", "row_count", "cost")
    search_fields = ("=draft__id",)
    ordering = ("-id",)
    fields = ("draft", "first_row", "row_count", "cost")

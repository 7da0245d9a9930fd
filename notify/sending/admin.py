"""Idempotency keys in use, to look at; what was answered stays sealed."""

from django.contrib import admin

from notify.accounts.admin_bases import BigTableAdmin
from notify.sending.models import IdempotentAnswer


@admin.register(IdempotentAnswer)
class IdempotentAnswerAdmin(BigTableAdmin):
    list_display = ("service_id", "created_at")
    search_fields = ("=service_id", "=key")
    ordering = ("-id",)
    fields = ("service_id", "key", "created_at")

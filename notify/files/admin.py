"""Files of messages, to look at; what they are called and what they hold stays sealed."""

from django.contrib import admin

from notify.accounts.admin_bases import BigTableAdmin
from notify.files.models import File


@admin.register(File)
class FileAdmin(BigTableAdmin):
    list_display = ("id", "notification_id", "method", "content_type", "size", "scan", "created_at")
    list_filter = ("method", "scan")
    search_fields = ("=id", "=notification_id", "=service_id")
    ordering = ("-created_at",)
    fields = (
        "id",
        "service_id",
        "notification_id",
        "method",
        "content_type",
        "size",
        "scan",
        "scan_detail",
        "scan_attempts",
        "created_at",
        "expires_at",
    )

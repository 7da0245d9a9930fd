"""The notices to services' people, for the platform team to look at."""

from django.contrib import admin

from notify.accounts.admin_bases import BigTableAdmin
from notify.services.models import Notice


@admin.register(Notice)
class NoticeAdmin(BigTableAdmin):
    list_display = ("created_at", "kind", "service", "once_key", "sent_at")
    list_filter = ("kind", "created_at")
    list_select_related = ("service",)
    search_fields = ("service__name_en", "service__name_fr", "kind", "once_key")
    ordering = ("-id",)

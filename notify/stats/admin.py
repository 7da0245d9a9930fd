"""Counts and usage, to look at."""

from django.contrib import admin

from notify.accounts.admin_bases import BigTableAdmin
from notify.stats.models import DailyCount, DailyUse, RolledUpDay, Usage


@admin.register(DailyCount)
class DailyCountAdmin(BigTableAdmin):
    list_display = ("day", "service_id", "channel", "key_type", "status", "count")
    list_filter = ("channel", "key_type", "status")
    search_fields = ("=service_id", "=template_id")
    ordering = ("-day", "service_id", "id")


@admin.register(Usage)
class UsageAdmin(BigTableAdmin):
    list_display = ("start", "period", "service_id", "channel", "used")
    list_filter = ("channel", "period")
    search_fields = ("=service_id",)
    ordering = ("-start", "service_id", "id")


@admin.register(DailyUse)
class DailyUseAdmin(BigTableAdmin):
    list_display = ("day", "service_id", "channel", "messages", "fragments")
    list_filter = ("channel", "key_type")
    search_fields = ("=service_id", "=template_id", "=api_key_id")
    ordering = ("-day", "service_id", "id")


@admin.register(RolledUpDay)
class RolledUpDayAdmin(BigTableAdmin):
    list_display = ("day", "at")
    search_fields = ("=day",)
    ordering = ("-day",)

"""Reminders, for the platform team to look at. Nobody's address shows."""

from django.contrib import admin

from notify.accounts.admin_bases import BigTableAdmin, NamedAdmin
from notify.reminders.models import QuietHours, Reminder


@admin.register(Reminder)
class ReminderAdmin(BigTableAdmin):
    list_display = ("due_at", "service", "template", "channel", "state", "problem")
    list_filter = ("state", "channel")
    list_select_related = ("service", "template")
    search_fields = ("=id", "service__name_en", "service__name_fr")
    exclude = ("sealed_recipient", "sealed_personalisation", "reference")
    ordering = ("-due_at",)


@admin.register(QuietHours)
class QuietHoursAdmin(NamedAdmin):
    list_display = ("service", "starts", "ends")
    search_fields = ("service__name_en", "service__name_fr")
    autocomplete_fields = ("service",)

"""When duties last ran, and when they alarm."""

from django.contrib import admin

from notify.accounts.admin_bases import ReadOnlyAdmin
from notify.duties.models import DutyRun


@admin.register(DutyRun)
class DutyRunAdmin(ReadOnlyAdmin):
    list_display = ("name", "started_at", "finished_at", "late_at")
    search_fields = ("name",)

"""When duties last ran."""

from django.contrib import admin

from notify.accounts.admin_bases import ReadOnlyAdmin
from notify_project.models import DutyRun


@admin.register(DutyRun)
class DutyRunAdmin(ReadOnlyAdmin):
    list_display = ("name", "started_at", "finished_at")
    search_fields = ("name",)

"""Logos, for the platform team to look up; its pages decide about them."""

from django.contrib import admin

from notify.accounts.admin_bases import ReadOnlyAdmin
from notify.services.models import Brand


@admin.register(Brand)
class BrandAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "name", "service", "organisation", "state")
    list_filter = ("state", "kind")
    list_select_related = ("service", "organisation")
    search_fields = ("name", "service__name_en", "service__name_fr")

"""Invitations, requests and addresses under test: made in the portal, looked at here."""

from django.contrib import admin

from notify.accounts.admin_bases import ReadOnlyAdmin
from notify.services.models import GoLiveRequest, Invitation, JoinRequest, ReplyToCheck


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "service", "state", "created_at", "expires_at")
    list_filter = ("state",)
    list_select_related = ("service",)
    search_fields = ("email", "service__name_en", "service__name_fr", "=service__id")


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin):
    list_display = ("user", "service", "state", "created_at", "settled_at", "settled_by")
    list_filter = ("state",)
    list_select_related = ("user", "service", "settled_by")
    search_fields = ("user__email", "service__name_en", "service__name_fr", "=service__id")


@admin.register(GoLiveRequest)
class GoLiveRequestAdmin(ReadOnlyAdmin):
    list_display = ("service", "state", "submitted_at", "decided_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("service", "decided_by")
    search_fields = ("service__name_en", "service__name_fr", "=service__id")


@admin.register(ReplyToCheck)
class ReplyToCheckAdmin(ReadOnlyAdmin):
    list_display = ("address", "service", "state", "created_at", "settled_at")
    list_filter = ("state",)
    list_select_related = ("service",)
    search_fields = ("address", "service__name_en", "service__name_fr", "=service__id")

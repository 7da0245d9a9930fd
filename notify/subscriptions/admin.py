"""Topics and subscriptions, for the platform team to look at. Addresses do not show."""

from django.contrib import admin

from notify.accounts.admin_bases import BigTableAdmin, BilingualAdmin, NamedAdmin
from notify.subscriptions.models import Consent, Subscription, Topic


@admin.register(Topic)
class TopicAdmin(BilingualAdmin, NamedAdmin):
    list_display = ("name", "service", "is_open", "created_at")
    list_filter = ("is_open",)
    list_select_related = ("service",)
    search_fields = ("name_en", "name_fr", "service__name_en", "service__name_fr")
    autocomplete_fields = ("service",)
    readonly_fields = ("created_by",)


@admin.register(Subscription)
class SubscriptionAdmin(BigTableAdmin):
    list_display = ("topic", "channel", "language", "state", "asked_at", "confirmed_at", "ended_at")
    list_filter = ("state", "channel", "language")
    list_select_related = ("topic",)
    search_fields = ("=id", "topic__name_en", "topic__name_fr")


@admin.register(Consent)
class ConsentAdmin(BigTableAdmin):
    list_display = ("at", "topic", "act", "source", "language", "text")
    list_filter = ("act", "source")
    list_select_related = ("topic",)
    search_fields = ("=subscription__id", "topic__name_en", "topic__name_fr")

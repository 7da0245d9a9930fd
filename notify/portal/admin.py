"""Banners and incidents, which the platform team writes."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from modeltranslation.admin import TranslationStackedInline

from notify.accounts.admin_bases import BilingualAdmin, NamedAdmin, ReadOnlyAdmin
from notify.accounts.audit import record_event
from notify.portal.announcements import forget_banners
from notify.portal.models import Banner, FactorReset, Incident, IncidentNote


class RecordedAdmin(BilingualAdmin):
    """Puts each change on record."""

    def save_model(
        self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        act = "changed" if change else "added"
        after = {name: str(form.cleaned_data.get(name, "")) for name in form.changed_data}
        record_event(f"{obj._meta.model_name}-{act}", obj, after=after, request=request)
        forget_banners()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        record_event(f"{obj._meta.model_name}-deleted", obj, request=request)
        super().delete_model(request, obj)
        forget_banners()


@admin.register(Banner)
class BannerAdmin(RecordedAdmin):
    list_display = ("text", "level", "starts_at", "ends_at")
    list_filter = ("level",)
    search_fields = ("text_en", "text_fr")


class IncidentNoteInline(TranslationStackedInline):
    model = IncidentNote
    extra = 1


@admin.register(Incident)
class IncidentAdmin(RecordedAdmin):
    list_display = ("title", "part", "severity", "started_at", "resolved_at")
    list_filter = ("part", "severity")
    search_fields = ("title_en", "title_fr")
    inlines = (IncidentNoteInline,)


@admin.register(IncidentNote)
class IncidentNoteAdmin(BilingualAdmin, NamedAdmin):
    list_display = ("text", "incident", "at")
    search_fields = ("text_en", "text_fr")


@admin.register(FactorReset)
class FactorResetAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "user", "state", "asked_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("user", "asked_by", "decided_by")
    search_fields = ("user__email",)

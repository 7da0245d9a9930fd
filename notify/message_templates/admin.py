"""Templates and what they are sorted by. A change to a template writes a version, as everywhere."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notify.accounts.admin_bases import BilingualAdmin, NamedAdmin, ReadOnlyAdmin
from notify.accounts.models import User
from notify.message_templates.actions import create_template, edit_template
from notify.message_templates.models import (
    Category,
    Folder,
    Template,
    TemplateDraft,
    TemplateVersion,
)


@admin.register(Category)
class CategoryAdmin(BilingualAdmin):
    list_display = ("name", "email_queue", "sms_queue", "sms_vehicle", "unknown_outcome", "hidden")
    list_filter = ("hidden", "email_queue", "sms_queue")
    search_fields = ("name_en", "name_fr")


@admin.register(Folder)
class FolderAdmin(NamedAdmin):
    list_display = ("name", "service", "parent")
    list_select_related = ("service", "parent")
    search_fields = ("name", "service__name_en", "service__name_fr")
    autocomplete_fields = ("service", "parent")
    raw_id_fields = ("hidden_from",)


@admin.register(Template)
class TemplateAdmin(BilingualAdmin):
    list_display = ("name", "service", "channel", "category", "text", "version", "archived")
    list_filter = ("channel", "text", "archived", "category")
    list_select_related = ("service", "category")
    search_fields = ("name", "=id", "service__name_en", "service__name_fr")
    autocomplete_fields = ("service", "folder", "category")
    readonly_fields = ("id", "version", "created_at", "created_by", "updated_at")
    fieldsets = (
        (None, {"fields": ("service", "channel", "name", "text", "category", "folder")}),
        (_("Content"), {"fields": ("subject_en", "subject_fr", "body_en", "body_fr")}),
        (
            _("Behaviour"),
            {
                "fields": (
                    "queue_override",
                    "redacted",
                    "hidden",
                    "right_to_left",
                    "one_click_unsubscribe",
                    "archived",
                )
            },
        ),
        (_("Record"), {"fields": ("id", "version", "created_at", "created_by", "updated_at")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # messages refer to it: it is archived

    def save_model(self, request: HttpRequest, obj: Template, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        author = cast(User, request.user)
        if change:
            edit_template(obj, author=author, **fields)
            return
        service = fields.pop("service")
        create_template(service, author=author, id=obj.id, **fields)


@admin.register(TemplateVersion)
class TemplateVersionAdmin(ReadOnlyAdmin):
    list_display = ("name", "version", "template", "created_at", "created_by")
    list_select_related = ("template", "created_by")
    search_fields = ("name", "=template__id")
    ordering = ("-created_at",)


@admin.register(TemplateDraft)
class TemplateDraftAdmin(ReadOnlyAdmin):
    list_display = ("name", "service", "template", "state", "author", "reviewer", "updated_at")
    list_filter = ("state", "channel")
    list_select_related = ("service", "template", "author", "reviewer")
    search_fields = ("name", "=id", "=template__id")
    ordering = ("-updated_at",)

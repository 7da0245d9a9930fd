"""A template as those who manage it see it (contract, section 1.10)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notify.api.timestamps import print_instant, print_instant_or_null
from notify.message_templates.models import Category, Channel, Template, Text


class ManagedTemplate(serializers.Serializer[Any]):
    """The answer of every call but the list of categories."""

    id = serializers.UUIDField()
    service_id = serializers.UUIDField()
    service_name = serializers.CharField()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Channel.values)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField(allow_null=True)
    created_by = serializers.EmailField()
    version = serializers.IntegerField()
    body = serializers.CharField(help_text=_("The text with its ((variables))."))
    subject = serializers.CharField(allow_null=True, help_text=_("Null for a text message."))
    body_fr = serializers.CharField(
        required=False, help_text=_("The French text of a bilingual template.")
    )
    subject_fr = serializers.CharField(
        required=False, allow_null=True, help_text=_("The French subject of a bilingual email.")
    )
    postage = serializers.CharField(
        allow_null=True, help_text=_("Always null: letters are not offered.")
    )
    template_category_id = serializers.UUIDField(allow_null=True)
    template_category_name = serializers.CharField(
        allow_null=True, help_text=_("The category's English name.")
    )
    folder_id = serializers.UUIDField(allow_null=True, help_text=_("Null outside of folders."))
    archived = serializers.BooleanField()


class CategoryRow(serializers.Serializer[Any]):
    template_category_id = serializers.UUIDField()
    name = serializers.CharField()


class CategoryListAnswer(serializers.Serializer[Any]):
    template_categories = CategoryRow(many=True)


def describe_managed(template: Template) -> dict[str, Any]:
    """Return a template; the French half of a pair comes under names of its own."""
    is_french = template.text == Text.FRENCH
    is_email = template.channel == Channel.EMAIL
    body = template.body_fr if is_french else template.body_en
    subject = template.subject_fr if is_french else template.subject_en
    pair: dict[str, Any] = {}
    if template.text == Text.PAIR:
        pair = {
            "body_fr": template.body_fr or "",
            "subject_fr": (template.subject_fr or "") if is_email else None,
        }
    category, author = template.category, template.created_by
    return {
        "id": str(template.id),
        "service_id": str(template.service_id),
        "service_name": template.service.name_en,
        "name": template.name,
        "type": template.channel,
        "created_at": print_instant(template.created_at),
        "updated_at": print_instant_or_null(template.updated_at),
        "created_by": author.email if author else template.service.from_address(),
        "version": template.version,
        "body": body or "",
        "subject": (subject or "") if is_email else None,
        **pair,
        "postage": None,
        "template_category_id": str(category.id) if category else None,
        "template_category_name": category.name_en if category else None,
        "folder_id": str(template.folder_id) if template.folder_id else None,
        "archived": template.archived,
    }


def list_categories() -> list[dict[str, str]]:
    """Return the categories that people may choose, under their English names."""
    shown = Category.objects.filter(hidden=False).order_by("name_en", "id")
    return [{"template_category_id": str(one.id), "name": one.name_en} for one in shown]

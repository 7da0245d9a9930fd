"""What the reads answer: messages, templates and received texts."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from notify.api.openapi.fields import (
    CHANNELS,
    InstantField,
    LinksSerializer,
    PersonalisationField,
)
from notify.notifications.models import Status


class LetterField(serializers.CharField):
    """A field that letters would have."""

    def __init__(self) -> None:
        super().__init__(allow_null=True, help_text=_("Always null: letters are not offered."))


class VersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    id = serializers.UUIDField()
    uri = serializers.CharField(help_text=_("Where to read this version of the template."))


class NotificationSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reference = serializers.CharField(allow_null=True, help_text=_("Your own name for it."))
    email_address = serializers.CharField(
        allow_null=True, help_text=_("The recipient of an email, as you wrote it.")
    )
    phone_number = serializers.CharField(
        allow_null=True, help_text=_("The recipient of a text message, as you wrote it.")
    )
    line_1 = LetterField()
    line_2 = LetterField()
    line_3 = LetterField()
    line_4 = LetterField()
    line_5 = LetterField()
    line_6 = LetterField()
    postcode = LetterField()
    type = serializers.ChoiceField(CHANNELS)
    status = serializers.ChoiceField(Status.values, help_text=_("How it stands."))
    status_description = serializers.CharField(help_text=_("The status in a few English words."))
    provider_response = serializers.CharField(
        allow_null=True, help_text=_("What the provider said, where it helps you.")
    )
    template = VersionSerializer()
    body = serializers.CharField(help_text=_("The text with its values."))
    subject = serializers.CharField(allow_null=True, help_text=_("Null for a text message."))
    created_at = InstantField()
    created_by_name = serializers.CharField(
        allow_null=True, help_text=_("The person who sent it from the portal.")
    )
    sent_at = InstantField(allow_null=True, help_text=_("When the provider took it."))
    completed_at = InstantField(allow_null=True, help_text=_("When its final status came."))
    scheduled_for = InstantField(allow_null=True)
    postage = LetterField()


class NotificationListSerializer(serializers.Serializer[Any]):
    notifications = NotificationSerializer(many=True, help_text=_("At most 250, newest first."))
    links = LinksSerializer()


@extend_schema_field(
    {
        "type": "object",
        "description": _("The template's variables, by name. Every one needs a value."),
        "additionalProperties": {
            "type": "object",
            "properties": {"required": {"const": True}},
            "required": ["required"],
        },
    }
)
class VariablesField(serializers.DictField):
    """The variables of a template."""


class TemplateSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    type = serializers.ChoiceField(CHANNELS)
    name = serializers.CharField()
    version = serializers.IntegerField()
    body = serializers.CharField(help_text=_("The text with its ((variables))."))
    subject = serializers.CharField(allow_null=True, help_text=_("Null for a text message."))
    personalisation = VariablesField()
    created_at = InstantField()
    updated_at = InstantField(allow_null=True)
    created_by = serializers.CharField(help_text=_("The email address of its author."))
    postage = LetterField()
    letter_contact_block = LetterField()


class TemplateListSerializer(serializers.Serializer[Any]):
    templates = TemplateSerializer(many=True, help_text=_("All of them, by name."))


class PreviewRequest(serializers.Serializer[Any]):
    """Other fields are ignored."""

    personalisation = PersonalisationField(required=False)


class PreviewSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    type = serializers.ChoiceField(CHANNELS)
    version = serializers.IntegerField()
    body = serializers.CharField(help_text=_("The text with its values."))
    html = serializers.CharField(
        allow_null=True, help_text=_("The text as the email shows it. Null for a text message.")
    )
    subject = serializers.CharField(allow_null=True, help_text=_("Null for a text message."))
    postage = LetterField()


class ReceivedTextSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    created_at = InstantField()
    service_id = serializers.UUIDField()
    notify_number = serializers.CharField(help_text=_("The number that it was sent to."))
    user_number = serializers.CharField(help_text=_("The number that it came from."))
    content = serializers.CharField()


class ReceivedTextListSerializer(serializers.Serializer[Any]):
    received_text_messages = ReceivedTextSerializer(
        many=True, help_text=_("At most 250, newest first.")
    )
    links = LinksSerializer()

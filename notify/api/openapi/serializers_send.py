"""What the sends take and answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notify.api.openapi.fields import PersonalisationField, ScheduleField, language_field


class SendRequest(serializers.Serializer[Any]):
    """What an email and a text message have in common. No other field is allowed."""

    is_closed = True

    template_id = serializers.UUIDField(help_text=_("A template of the service."))
    personalisation = PersonalisationField(required=False)
    reference = serializers.CharField(
        required=False, help_text=_("Your own name for the message, to find it again.")
    )
    scheduled_for = ScheduleField(required=False, allow_null=True)
    language = language_field()


class EmailRequest(SendRequest):
    email_address = serializers.CharField(help_text=_("Whom to write to."))
    email_reply_to_id = serializers.UUIDField(
        required=False, help_text=_("One of the service's reply-to addresses.")
    )
    one_click_unsubscribe_url = serializers.RegexField(
        r"^https://",
        required=False,
        allow_null=True,
        help_text=_("An https address that mail programs call to unsubscribe (RFC 8058)."),
    )
    sanitise_content_for = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        allow_null=True,
        help_text=_("Names of values that people typed: what could be a link is made harmless."),
    )


class TextRequest(SendRequest):
    phone_number = serializers.CharField(
        help_text=_("Whom to write to; a number without a country is Canadian or American.")
    )
    sms_sender_id = serializers.UUIDField(
        required=False, help_text=_("One of the service's text message senders.")
    )


class SentTemplateSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text=_("The version that was sent."))
    uri = serializers.CharField(help_text=_("Where the portal shows the template."))


class EmailContentSerializer(serializers.Serializer[Any]):
    from_email = serializers.CharField(help_text=_("The address that the email comes from."))
    body = serializers.CharField(help_text=_("The text with its values, in Markdown."))
    subject = serializers.CharField()
    one_click_unsubscribe_url = serializers.CharField(
        required=False, help_text=_("Only where the request had one.")
    )


class TextContentSerializer(serializers.Serializer[Any]):
    from_number = serializers.CharField(help_text=_("The number or name that the text comes from."))
    body = serializers.CharField(
        help_text=_("The text with its values, without the service's name in front.")
    )


class SentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text=_("The message's id, to ask for its status."))
    reference = serializers.CharField(allow_null=True)
    uri = serializers.CharField(help_text=_("Where to ask for the message's status."))
    template = SentTemplateSerializer()
    scheduled_for = serializers.CharField(
        allow_null=True, help_text=_("The time as the request wrote it.")
    )


class SanitisedSerializer(serializers.Serializer[Any]):
    unsanitised = serializers.CharField(help_text=_("The value as it came."))
    sanitised = serializers.CharField(help_text=_("The value as it was sent."))


class EmailSentSerializer(SentSerializer):
    content = EmailContentSerializer()
    sanitised_content = serializers.DictField(
        child=SanitisedSerializer(),
        allow_null=True,
        help_text=_("The values that were made harmless; empty when none had to be."),
    )


class TextSentSerializer(SentSerializer):
    content = TextContentSerializer()


class BulkRequest(serializers.Serializer[Any]):
    """A list: either `rows` or `csv`. No other field is allowed."""

    is_closed = True

    name = serializers.CharField(help_text=_("A name for the list, shown in the portal."))
    template_id = serializers.UUIDField(help_text=_("A template of the service."))
    rows = serializers.ListField(
        required=False,
        min_length=2,
        max_length=50_001,
        help_text=_("The heading, and then one list of values for each person."),
    )
    csv = serializers.CharField(required=False, help_text=_("The same as the text of a CSV file."))
    reply_to_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text=_("A reply-to address for emails, a sender for text messages."),
    )
    scheduled_for = ScheduleField(required=False, allow_null=True)
    reference = serializers.CharField(
        required=False, help_text=_("Ignored: a column “reference” has one for each person.")
    )
    language = language_field()

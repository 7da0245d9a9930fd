"""What is asked and answered about reminders and topics."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notify.api.openapi.fields import CHANNELS, InstantField, LinksSerializer, language_field
from notify.reminders.models import Reminder

TIME_OF_DAY = r"^([01]\d|2[0-3]):[0-5]\d$"


class ReminderRequest(serializers.Serializer[Any]):
    """One of email_address and phone_number. No other field is allowed."""

    is_closed = True

    email_address = serializers.CharField(required=False, help_text=_("Whom to write to."))
    phone_number = serializers.CharField(required=False, help_text=_("Whom to send a text."))
    template_id = serializers.UUIDField(help_text=_("A template of the service."))
    personalisation = serializers.DictField(
        required=False, help_text=_("The values of the template's variables; no files.")
    )
    reference = serializers.CharField(
        required=False, help_text=_("Your own name for it, to cancel it by.")
    )
    language = language_field()
    date = serializers.CharField(
        help_text=_("The date that it is about, as 2026-06-03 or 2026-06-03 14:00.")
    )
    days_before = serializers.IntegerField(
        min_value=0, max_value=365, help_text=_("How many days before that date it is sent.")
    )
    at = serializers.RegexField(
        TIME_OF_DAY, help_text=_("At what time of the day, where the person lives: 09:00.")
    )
    time_zone = serializers.CharField(
        required=False,
        help_text=_(
            "Where the person lives, for example America/Vancouver. Without it, the area code of "
            "a phone number tells, and otherwise the office's own zone holds."
        ),
    )


class ReminderItem(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reference = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(Reminder.State.values)
    problem = serializers.CharField(allow_null=True, help_text=_("Why it could not be sent."))
    template_id = serializers.UUIDField()
    template_type = serializers.ChoiceField(CHANNELS)
    due_at = InstantField(help_text=_("When it is sent, quiet hours kept."))
    date = InstantField(help_text=_("The date that it is about."))
    time_zone = serializers.CharField()
    notification_id = serializers.UUIDField(
        allow_null=True, help_text=_("The message that it became.")
    )
    created_at = InstantField()


class ReminderListSerializer(serializers.Serializer[Any]):
    reminders = ReminderItem(many=True, help_text=_("At most 250, newest first."))
    links = LinksSerializer()


class CancelRemindersRequest(serializers.Serializer[Any]):
    is_closed = True

    reference = serializers.CharField(help_text=_("The reference of the reminders to cancel."))


class CancelledSerializer(serializers.Serializer[Any]):
    cancelled = serializers.IntegerField(help_text=_("How many were still waiting."))


class BothLanguagesSerializer(serializers.Serializer[Any]):
    en = serializers.CharField()
    fr = serializers.CharField()


class SubscribersSerializer(serializers.Serializer[Any]):
    email = serializers.IntegerField()
    sms = serializers.IntegerField()


class TopicItem(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = BothLanguagesSerializer()
    description = BothLanguagesSerializer()
    is_open = serializers.BooleanField(help_text=_("Whether people may subscribe."))
    subscribers = SubscribersSerializer(help_text=_("How many have confirmed."))


class TopicListSerializer(serializers.Serializer[Any]):
    topics = TopicItem(many=True)


class SubscriberRequest(serializers.Serializer[Any]):
    """One of email_address and phone_number. No other field is allowed."""

    is_closed = True

    email_address = serializers.CharField(required=False)
    phone_number = serializers.CharField(required=False)
    language = language_field()


class SubscriptionStateSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(("asked", "ended"))

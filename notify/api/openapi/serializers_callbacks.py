"""What services are told: of statuses, complaints and text messages that people send."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notify.api.openapi.fields import CHANNELS, InstantField
from notify.notifications.models import Status


class StatusCallbackSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text=_("The message's id."))
    reference = serializers.CharField(allow_null=True, help_text=_("Your own name for it."))
    to = serializers.CharField(help_text=_("The recipient, as you wrote it."))
    status = serializers.ChoiceField(Status.values)
    status_description = serializers.CharField(help_text=_("The status in a few English words."))
    provider_response = serializers.CharField(allow_null=True)
    created_at = InstantField()
    completed_at = InstantField(allow_null=True, help_text=_("When this status came."))
    sent_at = InstantField(allow_null=True)
    notification_type = serializers.ChoiceField(CHANNELS)
    template_id = serializers.UUIDField()
    template_version = serializers.IntegerField()


class ComplaintCallbackSerializer(serializers.Serializer[Any]):
    notification_id = serializers.UUIDField(help_text=_("The message's id."))
    complaint_id = serializers.UUIDField(help_text=_("The same for every try of one call."))
    reference = serializers.CharField(allow_null=True, help_text=_("Your own name for it."))
    to = serializers.CharField(
        allow_null=True, help_text=_("The recipient; null where the provider did not ask it.")
    )
    complaint_date = InstantField()
    template_id = serializers.UUIDField()
    template_version = serializers.IntegerField()


class ReceivedTextCallbackSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text=_("The same as in the list of received text messages."))
    source_number = serializers.CharField(help_text=_("The number that it came from."))
    destination_number = serializers.CharField(help_text=_("The number that it was sent to."))
    message = serializers.CharField()
    date_received = InstantField()

"""What is answered about lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notify.api.openapi.fields import CHANNELS, KEY_TYPES, JobInstantField, LinksSerializer
from notify.notifications.models import JobStatus


class ServiceNameSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()


class JobKeySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    key_type = serializers.ChoiceField(KEY_TYPES)
    name = serializers.CharField()


class PersonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class JobSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    original_file_name = serializers.CharField(help_text=_("The name of the list."))
    notification_count = serializers.IntegerField(help_text=_("How many people are on it."))
    job_status = serializers.ChoiceField(JobStatus.values, help_text=_("How far it is."))
    template = serializers.UUIDField(help_text=_("The template's id."))
    template_version = serializers.IntegerField(help_text=_("The version that was sent."))
    template_type = serializers.ChoiceField(CHANNELS)
    service = serializers.UUIDField(help_text=_("The service's id."))
    service_name = ServiceNameSerializer()
    api_key = JobKeySerializer(allow_null=True, help_text=_("Null for a list from the portal."))
    created_by = PersonSerializer()
    created_at = JobInstantField()
    updated_at = JobInstantField(allow_null=True)
    scheduled_for = JobInstantField(allow_null=True)
    processing_started = JobInstantField(allow_null=True)
    processing_finished = JobInstantField(
        allow_null=True, help_text=_("When the last person on it had a message of their own.")
    )
    archived = serializers.BooleanField(help_text=_("Always false."))
    sender_id = serializers.UUIDField(
        allow_null=True, help_text=_("The reply-to address or text message sender.")
    )


class JobAcceptedSerializer(serializers.Serializer[Any]):
    data = JobSerializer()  # type: ignore[assignment]  # the name of a property of serializers


class ProgressSerializer(serializers.Serializer[Any]):
    rows = serializers.IntegerField(help_text=_("How many people are on the list."))
    rows_stored = serializers.IntegerField(help_text=_("How many have a message of their own."))
    percentage = serializers.IntegerField()


class FullProgressSerializer(ProgressSerializer):
    statuses = serializers.DictField(
        child=serializers.IntegerField(), help_text=_("How many messages are in which status.")
    )


class ListedJobSerializer(JobSerializer):
    progress = ProgressSerializer()


class FollowedJobSerializer(JobSerializer):
    progress = FullProgressSerializer()


class JobAnswerSerializer(serializers.Serializer[Any]):
    data = FollowedJobSerializer()  # type: ignore[assignment]


class JobListSerializer(serializers.Serializer[Any]):
    jobs = ListedJobSerializer(many=True, help_text=_("At most 250, newest first."))
    links = LinksSerializer()

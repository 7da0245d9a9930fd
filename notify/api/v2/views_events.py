"""GET /v2/notifications/{id}/events: what happened to a message, step by step."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.errors import PlainError
from notify.api.timestamps import print_instant
from notify.api.v2.views_notifications import (
    NOTIFICATION_NOT_FOUND,
    read_notification_id,
)
from notify.api.views import ApiView, caller_of
from notify.notifications.descriptions import describe_event_response
from notify.notifications.models import Notification, Status
from notify.notifications.timeline import RETRY, Step, history_of
from notify.sending.visible import visible_notifications


class Event(serializers.Serializer[Any]):
    event = serializers.ChoiceField(
        choices=(*Status.values, RETRY), help_text=_("The status that came, or a new try.")
    )
    status = serializers.ChoiceField(choices=Status.values, help_text=_("How it stood then."))
    at = serializers.DateTimeField()
    description = serializers.CharField(help_text=_("The same in a few English words."))
    reason = serializers.CharField(allow_null=True, help_text=_("Why, where that is known."))
    provider_response = serializers.CharField(
        allow_null=True, help_text=_("What the provider said, where it helps you.")
    )


class EventsAnswer(serializers.Serializer[Any]):
    notification_id = serializers.UUIDField()
    events = Event(many=True)


class EventListView(ApiView):
    def get(self, request: Request, which: str) -> Response:
        """Answer the events of a message, oldest first."""
        identifier = read_notification_id(which)
        row = visible_notifications(caller_of(request).account).filter(id=identifier).first()
        if row is None:
            raise PlainError(404, NOTIFICATION_NOT_FOUND)
        with translation.override("en"):  # as every text of the API
            events = [_describe(step, row) for step in history_of(row)]
        return Response({"notification_id": str(row.id), "events": events})


def _describe(step: Step, row: Notification) -> dict[str, Any]:
    return {
        "event": step.event,
        "status": Status.CREATED.value if step.event == RETRY else step.event,
        "at": print_instant(step.at),
        "description": str(step.words),
        "reason": str(step.reason) if step.reason else None,
        "provider_response": describe_event_response(row.channel, step.said, step.subtype),
    }

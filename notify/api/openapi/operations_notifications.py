"""What became of messages, and what came back."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from notify.api.openapi import examples, parameters
from notify.api.openapi.operation import PLAIN, Operation, Refusal, Success, invalid
from notify.api.openapi.parameters import query
from notify.api.openapi.serializers_read import (
    NotificationListSerializer,
    NotificationSerializer,
    ReceivedTextListSerializer,
)
from notify.api.v2.queries import CHANNELS, INCLUDE_JOBS, STATUSES
from notify.api.v2.views_events import EventsAnswer

TAG = "messages"
NOTIFICATION_ID = parameters.path("notification_id", _("The id of a message."))
NOT_AN_ID = invalid("notification_id is not a valid UUID", _("The id is not a UUID."))
UNKNOWN_PARAMETER = invalid(
    "Additional properties are not allowed (page was unexpected)",
    _("There is a parameter that is not described here."),
)
BAD_OLDER_THAN = invalid("older_than is not a valid UUID", _("The id is not a UUID."))
NOT_THERE = Refusal(
    PLAIN,
    "Notification not found in database",
    _("The service has no such message, or keeps it no longer."),
)

NOTIFICATIONS: Mapping[tuple[str, str], Operation] = {
    ("GET", "/v2/notifications/{notification_id}"): Operation(
        name="readNotification",
        tag=TAG,
        summary=_("See what became of a message"),
        description=_(
            "A message can be read at once after it was accepted, and for as long as the service "
            "keeps its messages: 7 days unless it chose less."
        ),
        success=Success(200, NotificationSerializer, _("The message."), examples.NOTIFICATION),
        refusals={400: (NOT_AN_ID,), 404: (NOT_THERE,)},
        parameters=(NOTIFICATION_ID,),
    ),
    ("GET", "/v2/notifications/{notification_id}/events"): Operation(
        name="listEvents",
        tag=TAG,
        summary=_("See a message's timeline"),
        description=_(
            "Everything that happened to a message, oldest first: each status with its time, and "
            "each new try."
        ),
        success=Success(200, EventsAnswer, _("The timeline."), examples.EVENTS),
        refusals={400: (NOT_AN_ID,), 404: (NOT_THERE,)},
        parameters=(NOTIFICATION_ID,),
    ),
    ("GET", "/v2/notifications"): Operation(
        name="listNotifications",
        tag=TAG,
        summary=_("See your messages"),
        description=_(
            "Messages that were sent with this type of key, newest first, 250 a page. Messages of "
            "lists are left out unless you ask for them. The last page links to an empty one."
        ),
        success=Success(
            200, NotificationListSerializer, _("A page of messages."), examples.NOTIFICATION_LIST
        ),
        refusals={
            400: (
                invalid(
                    f"status elephant is not one of [{', '.join(STATUSES)}]",
                    _("There is no such status."),
                ),
                invalid(
                    "template_type post is not one of [sms, email, letter]",
                    _("There is no such channel."),
                ),
                BAD_OLDER_THAN,
                UNKNOWN_PARAMETER,
            )
        },
        parameters=(
            query(
                "template_type",
                _("Only this channel. May be repeated."),
                {"type": "array", "items": {"type": "string", "enum": list(CHANNELS)}},
            ),
            query(
                "status",
                _("Only this status; “failed” stands for every failure. May be repeated."),
                {"type": "array", "items": {"type": "string", "enum": list(STATUSES[:-1])}},
            ),
            query("reference", _("Only messages with this reference."), {"type": "string"}),
            query(
                "include_jobs",
                _("Messages of lists too."),
                {"type": "string", "enum": list(INCLUDE_JOBS)},
            ),
            parameters.OLDER_THAN,
        ),
    ),
    ("GET", "/v2/received-text-messages"): Operation(
        name="listReceivedTexts",
        tag=TAG,
        summary=_("See the text messages that came"),
        description=_("Text messages from the public, newest first, 250 a page."),
        success=Success(
            200, ReceivedTextListSerializer, _("A page of text messages."), examples.RECEIVED_TEXTS
        ),
        refusals={400: (BAD_OLDER_THAN, UNKNOWN_PARAMETER)},
        parameters=(parameters.OLDER_THAN,),
    ),
}

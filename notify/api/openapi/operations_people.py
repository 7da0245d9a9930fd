"""Reminders before people's own dates, and the topics that they follow."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from notify.api.openapi import examples, parameters
from notify.api.openapi.operation import (
    BODY_TOO_LARGE,
    NOT_FOUND,
    NOT_JSON,
    NOT_LABELLED,
    Operation,
    Success,
    bad_request,
    invalid,
)
from notify.api.openapi.operations_send import (
    BAD_RETRY_KEY,
    EMAIL_LIMITS,
    KEY_REUSED,
    SUSPENDED,
    TEMPLATE,
)
from notify.api.openapi.serializers_people import (
    CancelledSerializer,
    CancelRemindersRequest,
    ReminderItem,
    ReminderListSerializer,
    ReminderRequest,
    SubscriberRequest,
    SubscriptionStateSerializer,
    TopicListSerializer,
)
from notify.reminders.models import Reminder

REMINDERS_TAG, TOPICS_TAG = "reminders", "topics"
REMINDER_ID = parameters.path("reminder_id", _("The id of a reminder."))
TOPIC_ID = parameters.path("topic_id", _("The id of a topic."))
NOT_A_REMINDER_ID = invalid("reminder_id is not a valid UUID", _("The id is not a UUID."))
NOT_A_TOPIC_ID = invalid("topic_id is not a valid UUID", _("The id is not a UUID."))
ONE_RECIPIENT = invalid(
    "email_address or phone_number is a required property, and not both",
    _("There is no recipient, or two."),
)
UNKNOWN_PARAMETER = invalid(
    "Additional properties are not allowed (page was unexpected)",
    _("There is a parameter that is not described here."),
)
BODY = {413: (BODY_TOO_LARGE,), 415: (NOT_LABELLED,)}

PEOPLE: Mapping[tuple[str, str], Operation] = {
    ("POST", "/v2/reminders"): Operation(
        name="planReminder",
        tag=REMINDERS_TAG,
        summary=_("Plan a reminder"),
        description=_(
            "Sends a message some days before a date of the person's own, at a time where the "
            "person lives. One whose time has passed but whose date is ahead is sent at once. It "
            "counts towards the limits of the day on which it is sent."
        ),
        request=ReminderRequest,
        request_example=examples.REMINDER_REQUEST,
        success=Success(201, ReminderItem, _("The reminder is stored."), examples.REMINDER),
        refusals={
            400: (
                NOT_JSON,
                ONE_RECIPIENT,
                BAD_RETRY_KEY,
                invalid("date is a required property", _("A field is missing.")),
                invalid("date cannot be in the past", _("The date is over.")),
                invalid(
                    "days_before and at must leave time before the date",
                    _("The reminder would go after its date."),
                ),
                invalid(
                    "date must be written as YYYY-MM-DD or YYYY-MM-DD HH:MM",
                    _("The date cannot be read."),
                ),
                invalid("at must be a time of day written as HH:MM", _("The time cannot be read.")),
                invalid(
                    "time_zone is not a time zone of the IANA database",
                    _("There is no such time zone."),
                ),
                *TEMPLATE,
            ),
            403: (SUSPENDED,),
            **BODY,
            422: (KEY_REUSED,),
            429: (EMAIL_LIMITS[0],),
        },
        parameters=(parameters.RETRY_KEY, parameters.REPLAYED, parameters.LIMITS[0]),
    ),
    ("GET", "/v2/reminders"): Operation(
        name="listReminders",
        tag=REMINDERS_TAG,
        summary=_("See your reminders"),
        description=_("The service's reminders, newest first, 250 a page."),
        success=Success(200, ReminderListSerializer, _("A page."), examples.REMINDER_LIST),
        refusals={
            400: (
                invalid("older_than is not a valid UUID", _("The id is not a UUID.")),
                invalid(
                    "state late is not one of [waiting, sent, cancelled, refused]",
                    _("There is no such state."),
                ),
                UNKNOWN_PARAMETER,
            )
        },
        parameters=(
            parameters.query("reference", _("Only those of this reference."), {"type": "string"}),
            parameters.query(
                "state",
                _("Only those in this state."),
                {"type": "string", "enum": list(Reminder.State.values)},
            ),
            parameters.OLDER_THAN,
        ),
    ),
    ("GET", "/v2/reminders/{reminder_id}"): Operation(
        name="readReminder",
        tag=REMINDERS_TAG,
        summary=_("Follow a reminder"),
        description=_("How a reminder stands, and which message it became."),
        success=Success(200, ReminderItem, _("The reminder."), examples.REMINDER),
        refusals={400: (NOT_A_REMINDER_ID,), 404: (NOT_FOUND,)},
        parameters=(REMINDER_ID,),
    ),
    ("POST", "/v2/reminders/{reminder_id}/cancel"): Operation(
        name="cancelReminder",
        tag=REMINDERS_TAG,
        summary=_("Cancel a reminder"),
        description=_("One that was sent or cancelled already stays what it is."),
        success=Success(200, ReminderItem, _("The reminder."), examples.REMINDER),
        refusals={400: (NOT_A_REMINDER_ID,), 404: (NOT_FOUND,)},
        parameters=(REMINDER_ID,),
    ),
    ("POST", "/v2/reminders/cancel"): Operation(
        name="cancelReminders",
        tag=REMINDERS_TAG,
        summary=_("Cancel reminders by reference"),
        description=_("Cancels all that wait and have a reference: an appointment is called off."),
        request=CancelRemindersRequest,
        request_example={"reference": "appointment-118"},
        success=Success(200, CancelledSerializer, _("How many."), {"cancelled": 1}),
        refusals={
            400: (NOT_JSON, invalid("reference is a required property", _("It is missing."))),
            **BODY,
        },
    ),
    ("GET", "/v2/topics"): Operation(
        name="listTopics",
        tag=TOPICS_TAG,
        summary=_("See your topics"),
        description=_("What people can follow, and how many have confirmed that they do."),
        success=Success(200, TopicListSerializer, _("The topics."), examples.TOPIC_LIST),
        refusals={400: (UNKNOWN_PARAMETER,)},
    ),
    ("POST", "/v2/topics/{topic_id}/subscribe"): Operation(
        name="subscribe",
        tag=TOPICS_TAG,
        summary=_("Ask a person to confirm a subscription"),
        description=_(
            "Sends one message with a link; pressing it subscribes. The answer is the same for "
            "somebody who follows the topic already, and nobody is written to twice in ten minutes."
        ),
        request=SubscriberRequest,
        request_example={"email_address": "ana@example.ca", "language": "fr"},
        success=Success(
            202, SubscriptionStateSerializer, _("The message is on its way."), {"status": "asked"}
        ),
        refusals={
            400: (
                NOT_JSON,
                NOT_A_TOPIC_ID,
                ONE_RECIPIENT,
                bad_request(
                    "Topic is closed: nobody new can subscribe", _("The service closed it.")
                ),
                bad_request(
                    "Cannot subscribe people with a test key", _("A test key writes to nobody.")
                ),
            ),
            404: (NOT_FOUND,),
            **BODY,
        },
        parameters=(TOPIC_ID,),
    ),
    ("POST", "/v2/topics/{topic_id}/unsubscribe"): Operation(
        name="unsubscribe",
        tag=TOPICS_TAG,
        summary=_("Unsubscribe a person"),
        description=_("For somebody who asked you for it. A second time changes nothing."),
        request=SubscriberRequest,
        request_example={"email_address": "ana@example.ca"},
        success=Success(
            200, SubscriptionStateSerializer, _("The person is unsubscribed."), {"status": "ended"}
        ),
        refusals={
            400: (NOT_JSON, NOT_A_TOPIC_ID, ONE_RECIPIENT),
            404: (NOT_FOUND,),
            **BODY,
        },
        parameters=(TOPIC_ID,),
    ),
}

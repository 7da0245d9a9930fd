"""What Notify calls: a service's own addresses, when there is something to tell."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiWebhook, extend_schema

from notify.api.openapi import examples
from notify.api.openapi.operation import Operation, Success
from notify.api.openapi.parameters import Schema
from notify.api.openapi.serializers_callbacks import (
    ComplaintCallbackSerializer,
    ReceivedTextCallbackSerializer,
    StatusCallbackSerializer,
)

STATUS_CALLBACK = Operation(
    name="statusCallback",
    tag="callbacks",
    summary=_("Hear of a message's status"),
    description=_(
        "Notify posts this to your address, with the bearer token that you chose and a "
        "signature of the Standard Webhooks specification. Answer with any status below 400 "
        "within 5 seconds. Without an answer, and after a 429 or a 5xx, it tries five more "
        "times, 300 seconds apart; other statuses end it. One message may have several calls, "
        "and they may come in any order."
    ),
    request=StatusCallbackSerializer,
    request_example=examples.CALLBACK,
    success=Success(200, None, _("You have it.")),
    refusals={},
    needs_key=False,
)
COMPLAINT_CALLBACK = Operation(
    name="complaintCallback",
    tag="callbacks",
    summary=_("Hear of a complaint"),
    description=_(
        "Notify posts this when a recipient marks an email as spam; nothing more is sent to that "
        "address. Token, signature, time and tries are those of a status."
    ),
    request=ComplaintCallbackSerializer,
    request_example=examples.COMPLAINT_CALLBACK,
    success=Success(200, None, _("You have it.")),
    refusals={},
    needs_key=False,
)
RECEIVED_TEXT_CALLBACK = Operation(
    name="receivedTextCallback",
    tag="callbacks",
    summary=_("Hear of a text message that came"),
    description=_(
        "Notify posts this when a person answers a text message or writes to a number of the "
        "service. Answer within 60 seconds; every status from 400 to 499 ends it. Token, "
        "signature and tries are those of a status."
    ),
    request=ReceivedTextCallbackSerializer,
    request_example=examples.RECEIVED_TEXT_CALLBACK,
    success=Success(200, None, _("You have it.")),
    refusals={},
    needs_key=False,
)
# By the name of the webhook.
CALLBACKS: Mapping[str, Operation] = {
    "status": STATUS_CALLBACK,
    "complaint": COMPLAINT_CALLBACK,
    "received-text": RECEIVED_TEXT_CALLBACK,
}
HEADERS: list[Schema] = [
    {
        "name": "Webhook-Id",
        "in": "header",
        "required": True,
        "description": _("The same for every try of one call."),
        "schema": {"type": "string"},
    },
    {
        "name": "Webhook-Timestamp",
        "in": "header",
        "required": True,
        "description": _("When this try was made, in seconds since 1970."),
        "schema": {"type": "string"},
    },
    {
        "name": "Webhook-Signature",
        "in": "header",
        "required": True,
        "description": _(
            "“v1,” and the HMAC-SHA256, in base64, of the id, the timestamp and the body with dots "
            "between them. For a day after the secret was replaced there are two of these with a "
            "space between them: one of each secret."
        ),
        "schema": {"type": "string"},
    },
]
# drf-spectacular wants a decorator; what it decorates is described by the Inspector.
WEBHOOKS = [
    OpenApiWebhook(name, extend_schema(operation_id=callback.name))
    for name, callback in CALLBACKS.items()
]

"""What Notify calls: a service's own address, when a message's status changes."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiWebhook, extend_schema

from notify.api.openapi import examples
from notify.api.openapi.operation import Operation, Success
from notify.api.openapi.parameters import Schema
from notify.api.openapi.serializers_callbacks import StatusCallbackSerializer

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
            "between them."
        ),
        "schema": {"type": "string"},
    },
]
# drf-spectacular wants a decorator; what it decorates is described by the Inspector.
WEBHOOKS = [OpenApiWebhook("status", extend_schema(operation_id=STATUS_CALLBACK.name))]

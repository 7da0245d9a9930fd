"""Fields that requests and answers share, and the JSON Schema of what serializers cannot say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from notify.api.v2.files import LONGEST_FILENAME, MOST_FILES, SHORTEST_FILENAME
from notify.sending.files import LARGEST_FILE

CHANNELS = ("email", "sms")
KEY_TYPES = ("normal", "team", "test")
LANGUAGES = ("en", "fr")

INSTANT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$",
    "examples": ["2026-06-03T14:05:59.000000Z"],
}
JOB_INSTANT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$",
    "examples": ["2026-06-03T14:05:59.000000+00:00"],
}
# An object that has a GOV.UK Notify key and no sending_method is a link.
_GOV_UK = [{"required": ["confirm_email_before_download"]}, {"required": ["retention_period"]}]
FILE: dict[str, Any] = {
    "type": "object",
    "description": _("A file. Every object inside personalisation is one."),
    "properties": {
        "file": {
            "type": "string",
            "contentEncoding": "base64",
            "description": _("The content in base64, at most 10 MiB when decoded."),
            "x-largest-bytes": LARGEST_FILE,
        },
        "sending_method": {
            "type": "string",
            "enum": ["attach", "link"],
            "description": _("Attach the file to the email, or put a link in the text."),
        },
        "filename": {
            "minLength": SHORTEST_FILENAME,
            "maxLength": LONGEST_FILENAME,
            "description": _("The name that the recipient sees; needed to attach."),
        },
        "confirm_email_before_download": {
            "description": _(
                "Without sending_method, as GOV.UK Notify has it: ask for the recipient's email "
                "address before the download."
            ),
        },
        "retention_period": {
            "description": _(
                "Without sending_method, as GOV.UK Notify has it: how long the link works, from "
                "“1 week” to “78 weeks”."
            ),
            "examples": ["26 weeks"],
        },
    },
    "required": ["file"],
    "anyOf": [
        {
            "properties": {"sending_method": {"const": "attach"}},
            "required": ["sending_method", "filename"],
        },
        {"properties": {"sending_method": {"const": "link"}}, "required": ["sending_method"]},
        {
            "not": {"required": ["sending_method"]},
            "anyOf": _GOV_UK,
            "properties": {
                "confirm_email_before_download": {"type": ["boolean", "null"]},
                "retention_period": {
                    "type": ["string", "null"],
                    "pattern": "^([1-9]|[1-6][0-9]|7[0-8]) weeks?$",
                },
            },
        },
    ],
}
PERSONALISATION: dict[str, Any] = {
    "type": "object",
    "description": _(
        "The values of the template's variables, by name. A list becomes bullets; an object is a "
        "file. Values that the template does not use are ignored."
    ),
    "additionalProperties": {
        "anyOf": [
            {"type": ["string", "number", "boolean", "null", "array"]},
            {"$ref": "#/components/schemas/File"},
        ]
    },
    "x-most-files": MOST_FILES,
    "examples": [{"name": "Ana", "date": "June 3"}],
}


@extend_schema_field(INSTANT)
class InstantField(serializers.CharField):
    """2026-06-03T14:05:59.000000Z"""


@extend_schema_field(JOB_INSTANT)
class JobInstantField(serializers.CharField):
    """2026-06-03T14:05:59.000000+00:00"""


@extend_schema_field(PERSONALISATION)
class PersonalisationField(serializers.DictField):
    """Values by name, files among them."""


@extend_schema_field(
    {
        "type": "string",
        "description": _(
            "When to send, in ISO 8601: at most 96 hours ahead. Without an offset it is UTC."
        ),
        "examples": ["2026-06-03T09:00:00-04:00"],
    }
)
class ScheduleField(serializers.CharField):
    """An instant to come."""


def language_field() -> serializers.ChoiceField:
    return serializers.ChoiceField(
        LANGUAGES,
        required=False,
        allow_null=True,
        help_text=_(
            "For a template with an English and a French text: the one to send. Without it the "
            "recipient gets both."
        ),
    )


class LinksSerializer(serializers.Serializer[Any]):
    current = serializers.CharField(help_text=_("The address of this page."))
    next = serializers.CharField(
        required=False,
        help_text=_("The address of the page after it; absent when this page is empty."),
    )

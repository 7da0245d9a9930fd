"""What the official clients' own integration suites require of answers, as JSON Schema.

The facts (names, types, which keys are required and which objects are closed) are those of the
suites of notifications-python-client 13 and notifications-node-client 8.4.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
UUID: Schema = {"type": "string", "format": "uuid"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
INSTANT_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}


def shape(*, closed: bool = False, **required: Schema) -> Schema:
    """Return the schema of an object that has these keys, and no others where it is closed."""
    return {
        "type": "object",
        "properties": required,
        "required": list(required),
        "additionalProperties": not closed,
    }


def page_of(name: str, item: Schema) -> Schema:
    links = {
        "type": "object",
        "properties": {"current": TEXT, "next": TEXT},
        "required": ["current"],
        "additionalProperties": False,
    }
    return shape(closed=True, **{name: {"type": "array", "items": item}, "links": links})


USED_TEMPLATE = shape(id=UUID, version={"type": "integer"}, uri=TEXT)
SENT_EMAIL = shape(
    id=UUID,
    reference=TEXT_OR_NULL,
    content=shape(from_email=TEXT, body=TEXT, subject=TEXT),
    uri=TEXT,
    template=USED_TEMPLATE,
    sanitised_content={"type": "object"},
)
SENT_TEXT = shape(
    id=UUID,
    reference=TEXT_OR_NULL,
    content=shape(body=TEXT, from_number=TEXT_OR_NULL),
    uri=TEXT,
    template=USED_TEMPLATE,
)
NOTIFICATION = shape(
    id=UUID,
    reference=TEXT_OR_NULL,
    email_address=TEXT_OR_NULL,
    phone_number=TEXT_OR_NULL,
    line_1=TEXT_OR_NULL,
    line_2=TEXT_OR_NULL,
    line_3=TEXT_OR_NULL,
    line_4=TEXT_OR_NULL,
    line_5=TEXT_OR_NULL,
    line_6=TEXT_OR_NULL,
    postcode=TEXT_OR_NULL,
    type={"enum": ["sms", "letter", "email"]},
    status=TEXT,
    template=USED_TEMPLATE,
    body=TEXT,
    subject=TEXT_OR_NULL,
    created_at=INSTANT,
    created_by_name=TEXT_OR_NULL,
    sent_at=INSTANT_OR_NULL,
    completed_at=INSTANT_OR_NULL,
    scheduled_for=INSTANT_OR_NULL,
)
NOTIFICATIONS = page_of("notifications", NOTIFICATION)
TEMPLATE = shape(
    id=UUID,
    name=TEXT,
    type={"enum": ["sms", "letter", "email"]},
    created_at=INSTANT,
    updated_at=INSTANT_OR_NULL,
    created_by=TEXT,
    version={"type": "integer"},
    body=TEXT,
    subject=TEXT_OR_NULL,
    letter_contact_block=TEXT_OR_NULL,
)
TEMPLATES = shape(templates={"type": "array", "items": TEMPLATE})
PREVIEW = shape(
    id=UUID,
    type={"enum": ["sms", "letter", "email"]},
    version={"type": "integer"},
    body=TEXT,
    subject=TEXT_OR_NULL,
)
RECEIVED_TEXTS = page_of(
    "received_text_messages",
    shape(
        closed=True,
        id=UUID,
        created_at=INSTANT,
        service_id=UUID,
        notify_number=TEXT,
        user_number=TEXT,
        content=TEXT,
    ),
)

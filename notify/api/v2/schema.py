"""What v2 requests may hold. The order of checks is the order of answers (contract, 3.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from notify.api.timestamps import NotAnInstant, parse_instant
from notify.api.v2.files import check_file, check_sizes
from notify.api.v2.problems import Problems, ValidationFailed, as_uuid, not_one_of, wrong_type
from notify.recipients.email_address import EmailAddress, parse_email_address
from notify.recipients.errors import RecipientError
from notify.recipients.messages import english_message
from notify.recipients.phone_number import PhoneNumber, parse_phone_number

LATEST_SCHEDULE = timedelta(hours=96)
LANGUAGES = ("en", "fr")
NOT_A_UUID = "is not a valid UUID"
BAD_INSTANT = (
    "datetime format is invalid. It must be a valid ISO8601 date time format, "
    "https://en.wikipedia.org/wiki/ISO_8601"
)

# It becomes a header of the email: printable ASCII, in lines of 998 characters (RFC 5322).
_HTTPS_URL = re.compile(r"https://[!$-.0-;=@-~][!#-;=?-~]{0,900}")

EMAIL_FIELDS = (
    "reference",
    "email_address",
    "template_id",
    "personalisation",
    "scheduled_for",
    "email_reply_to_id",
    "one_click_unsubscribe_url",
    "sanitise_content_for",
    "language",
)
SMS_FIELDS = (
    "reference",
    "phone_number",
    "template_id",
    "personalisation",
    "scheduled_for",
    "sms_sender_id",
    "language",
)


@dataclass(frozen=True)
class SendForm:
    """A send as it was asked for; `schedule_text` is what the answer echoes."""

    address: EmailAddress | PhoneNumber
    recipient: str
    template_id: UUID
    personalisation: dict[str, object] = field(default_factory=dict)
    reference: str | None = None
    sender_id: UUID | None = None
    scheduled_for: datetime | None = None
    schedule_text: str | None = None
    language: str | None = None
    unsubscribe_url: str | None = None
    sanitise_for: tuple[str, ...] = ()


class Reader:
    """Reads the fields of one body and collects what is wrong with them."""

    def __init__(self, body: Mapping[str, Any], now: datetime) -> None:
        self.body = body
        self.now = now
        self.problems = Problems()

    def text(self, name: str) -> str | None:
        value = self.body.get(name)
        if name in self.body and not isinstance(value, str):
            self.problems.add_wrong_type(name, value, "string")
            return None
        return value

    def uuid(self, name: str) -> UUID | None:
        if name not in self.body:
            return None
        identifier = as_uuid(self.body[name])
        if identifier is None:
            self.problems.add(name, NOT_A_UUID)
        return identifier

    def recipient(self, name: str) -> EmailAddress | PhoneNumber | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            if name == "email_address":
                return parse_email_address(text)
            return parse_phone_number(text, international=True)
        except RecipientError as error:
            self.problems.add(name, english_message(error.code, error.detail))
            return None

    def personalisation(self) -> dict[str, object]:
        value = self.body.get("personalisation", {})
        if not isinstance(value, dict):
            self.problems.add_wrong_type("personalisation", value, "object")
            return {}
        for item in value.values():
            if isinstance(item, dict):
                check_file(item, self.problems)
        return value

    def schedule(self) -> datetime | None:
        value = self.body.get("scheduled_for")
        if value is None:
            return None
        if not isinstance(value, str):
            self.problems.add_wrong_type("scheduled_for", value, "string", "null")
            return None
        try:
            instant = parse_instant(value)
        except NotAnInstant:
            self.problems.add("scheduled_for", BAD_INSTANT)
            return None
        if instant < self.now:
            self.problems.add("scheduled_for", "datetime cannot be in the past")
        elif instant > self.now + LATEST_SCHEDULE:
            self.problems.add("scheduled_for", "datetime can only be up to 96 hours in the future")
        return instant

    def unsubscribe_url(self) -> str | None:
        name = "one_click_unsubscribe_url"
        value = self.body.get(name)
        if value is not None and not (isinstance(value, str) and _HTTPS_URL.fullmatch(value)):
            self.problems.add(name, "is not a valid https url")
            return None
        return value

    def sanitise_for(self) -> tuple[str, ...]:
        name = "sanitise_content_for"
        value = self.body.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.problems.add_wrong_type(name, value, "array", "null")
            return ()
        for item in value:
            if not isinstance(item, str):
                self.problems.add(name, wrong_type(item, "string"))
        return tuple(value)

    def language(self) -> str | None:
        value = self.body.get("language")
        if value is not None and value not in LANGUAGES:
            self.problems.add("language", not_one_of(value, LANGUAGES))
        return value

    def close(self, required: tuple[str, ...], allowed: tuple[str, ...]) -> None:
        """Raises ValidationFailed: for the form first, and only then for the size of the values."""
        self.problems.add_missing(required, self.body)
        self.problems.add_unexpected(allowed, self.body)
        self.problems.raise_if_any()
        check_sizes(self.body.get("personalisation") or {}, self.problems)
        self.problems.raise_if_any()


def read_send(channel: str, body: object, *, now: datetime | None = None) -> SendForm:
    """Check a request to send an email or a text message. Raises ValidationFailed."""
    reader = Reader(as_object(body), now or datetime.now(UTC))
    is_email = channel == "email"
    recipient = "email_address" if is_email else "phone_number"
    reference = reader.text("reference")
    address = reader.recipient(recipient)
    template_id = reader.uuid("template_id")
    personalisation = reader.personalisation()
    scheduled_for = reader.schedule()
    sender_id = reader.uuid("email_reply_to_id" if is_email else "sms_sender_id")
    unsubscribe_url = reader.unsubscribe_url() if is_email else None
    sanitise_for = reader.sanitise_for() if is_email else ()
    language = reader.language()
    reader.close((recipient, "template_id"), EMAIL_FIELDS if is_email else SMS_FIELDS)
    assert address is not None  # noqa: S101  close() has raised
    assert template_id is not None  # noqa: S101
    return SendForm(
        address=address,
        recipient=reader.body[recipient],
        template_id=template_id,
        personalisation=personalisation,
        reference=reference,
        sender_id=sender_id,
        scheduled_for=scheduled_for,
        schedule_text=reader.body.get("scheduled_for"),
        language=language,
        unsubscribe_url=unsubscribe_url,
        sanitise_for=sanitise_for,
    )


def read_preview(body: object, template_id: str) -> tuple[UUID, dict[str, object]]:
    """Check a request to preview a template; other keys are ignored. Raises ValidationFailed."""
    values = {} if body is None else as_object(body)
    reader = Reader({**values, "id": template_id}, datetime.now(UTC))
    identifier = reader.uuid("id")
    personalisation = reader.personalisation()
    reader.close(("id",), tuple(reader.body))
    assert identifier is not None  # noqa: S101  close() has raised
    return identifier, personalisation


def as_object(body: object) -> dict[str, Any]:
    """Return a body that is a JSON object. Raises ValidationFailed."""
    if isinstance(body, dict):
        return body
    raise ValidationFailed([wrong_type(body, "object")])

"""What POST /v2/reminders may hold, and how a reminder is answered."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from notify.api.timestamps import print_instant
from notify.api.v2.problems import wrong_type
from notify.api.v2.schema import Reader, as_object
from notify.recipients.email_address import EmailAddress
from notify.recipients.phone_number import PhoneNumber
from notify.reminders.models import Reminder
from notify.reminders.timing import FURTHEST_DAYS, Rule

FIELDS = (
    "email_address",
    "phone_number",
    "template_id",
    "personalisation",
    "reference",
    "language",
    "date",
    "days_before",
    "at",
    "time_zone",
)
REQUIRED = ("template_id", "date", "days_before", "at")
ONE_RECIPIENT = "email_address or phone_number is a required property, and not both"
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class ReminderForm:
    """A reminder as it was asked for; `date` is not read yet, for its zone depends on the rest."""

    channel: str
    recipient: str
    address: EmailAddress | PhoneNumber
    template_id: UUID
    personalisation: dict[str, object]
    reference: str | None
    language: str | None
    date: str
    rule: Rule
    time_zone: str


def read_reminder(body: object) -> ReminderForm:
    """Check a request for a reminder, all but its date and zone. Raises ValidationFailed."""
    reader = Reader(as_object(body), datetime.now(UTC))
    given = [name for name in ("email_address", "phone_number") if name in reader.body]
    if len(given) != 1:
        reader.problems.messages.append(ONE_RECIPIENT)
    address = reader.recipient(given[0]) if len(given) == 1 else None
    template_id = reader.uuid("template_id")
    personalisation = _values(reader)
    reference, language = reader.text("reference"), reader.language()
    date, time_zone = reader.text("date"), reader.text("time_zone")
    days, at = _days(reader), _time(reader)
    reader.close(REQUIRED, FIELDS)
    assert address is not None  # noqa: S101  close() has raised
    assert template_id is not None  # noqa: S101
    return ReminderForm(
        channel="email" if given == ["email_address"] else "sms",
        recipient=reader.body[given[0]],
        address=address,
        template_id=template_id,
        personalisation=personalisation,
        reference=reference,
        language=language,
        date=date or "",
        rule=Rule(days, at),
        time_zone=time_zone or "",
    )


def read_cancelling(body: object) -> str:
    """Return the reference of the reminders to cancel. Raises ValidationFailed."""
    reader = Reader(as_object(body), datetime.now(UTC))
    reference = reader.text("reference")
    if reference == "":
        reader.problems.add("reference", "must not be empty")
    reader.close(("reference",), ("reference",))
    return reference or ""


def describe_reminder(reminder: Reminder) -> dict[str, Any]:
    """Return a reminder as the API shows it. Whom it goes to does not come back."""
    sent = reminder.notification_id
    return {
        "id": str(reminder.id),
        "reference": reminder.reference or None,
        "state": reminder.state,
        "problem": reminder.problem or None,
        "template_id": str(reminder.template_id),
        "template_type": reminder.channel,
        "due_at": print_instant(reminder.due_at),
        "date": print_instant(reminder.event_at),
        "time_zone": reminder.time_zone,
        "notification_id": str(sent) if sent else None,
        "created_at": print_instant(reminder.created_at),
    }


def _values(reader: Reader) -> dict[str, object]:
    value = reader.body.get("personalisation", {})
    if not isinstance(value, dict):
        reader.problems.add_wrong_type("personalisation", value, "object")
        return {}
    if any(isinstance(item, dict) for item in value.values()):
        reader.problems.add("personalisation", "cannot hold files: a reminder may wait for months")
    return value


def _days(reader: Reader) -> int:
    value = reader.body.get("days_before", 0)
    if isinstance(value, bool) or not isinstance(value, int):
        reader.problems.messages.append(f"days_before {wrong_type(value, 'integer')}")
        return 0
    if not 0 <= value <= FURTHEST_DAYS:
        reader.problems.add("days_before", f"must be from 0 to {FURTHEST_DAYS}")
        return 0
    return value


def _time(reader: Reader) -> time:
    text = reader.text("at")
    match = _TIME.fullmatch(text or "")
    if match is None:
        if text is not None:
            reader.problems.add("at", "must be a time of day written as HH:MM")
        return time()
    return time(int(match[1]), int(match[2]))

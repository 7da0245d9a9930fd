"""What a provider's event comes down to, and how to read its fields without trusting them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

Event = Mapping[str, object]

LONGEST_TEXT = 500


class UnreadableReceipt(Exception):
    """An event that is not what the provider documents. ``code`` says what is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Receipt:
    """One event of a provider about one message.

    ``event_id`` is the same each time the event is delivered. ``status`` is None when the event
    changes no status. ``notification_id`` is None when the event does not carry our id: match it
    by ``reference``. ``recipient_complaint``: the recipient marked the message as spam.
    """

    provider: str
    event_id: str
    notification_id: UUID | None
    reference: str
    status: str | None
    provider_response: str | None
    feedback_type: str | None
    feedback_subtype: str | None
    occurred_at: datetime
    recipient_complaint: bool


def section(event: Event, name: str) -> Event:
    """Return a part of the event; empty when it is absent or odd."""
    value = event.get(name)
    return value if isinstance(value, Mapping) else {}


def text(event: Event, name: str) -> str:
    """Return a text of the event; empty when it is absent or odd."""
    value = event.get(name)
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def reference(event: Event, name: str) -> str:
    """Return the provider's reference; raise UnreadableReceipt when there is none."""
    value = text(event, name)
    if not value:
        raise UnreadableReceipt("no-reference")
    return value


def our_id(value: object) -> UUID | None:
    """Return our id, or None when this is not one."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def instant(value: object) -> datetime:
    """Read ISO 8601, ``YYYY-MM-DD hh:mm:ss`` in UTC, or milliseconds since 1970.

    Raises UnreadableReceipt.
    """
    try:
        if isinstance(value, str):
            read = datetime.fromisoformat(value)
            return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise UnreadableReceipt("bad-timestamp")

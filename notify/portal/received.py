"""A received text as pages show it."""

from dataclasses import dataclass

from notify.delivery.models import ReceivedText
from notify.vault import CannotOpen


@dataclass(frozen=True)
class ReceivedEntry:
    """A text with who wrote it and what; both are empty where it cannot be opened any more."""

    row: ReceivedText
    number: str
    content: str


def open_received(row: ReceivedText) -> ReceivedEntry:
    try:
        return ReceivedEntry(row, row.user_number, row.content)
    except CannotOpen:
        return ReceivedEntry(row, "", "")

"""A provider that keeps messages instead of sending them, for laptops, demonstrations and tests."""

from collections import OrderedDict
from threading import Lock
from typing import Protocol
from uuid import UUID

from notify.providers.base import Email, Refused, Sms, Unavailable
from notify.providers.mime import check_headers
from notify.providers.outcomes import Channel, Drill, SandboxOutcome, drill_for, outcome_for

MOST_REMEMBERED = 10_000


class Mailbox(Protocol):
    """Where the sandbox puts what it was given. Returns the reference of the kept message.

    Raises Unavailable when it cannot keep one.
    """

    def keep_email(self, email: Email, outcome: SandboxOutcome) -> str:
        """Keep an email and the receipt that is to follow."""

    def keep_sms(self, sms: Sms, outcome: SandboxOutcome) -> str:
        """Keep a text and the receipt that is to follow."""


class SandboxProvider:
    """Keep emails and texts in a mailbox, and fail where a documented recipient asks for it."""

    name = "sandbox"

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._lock = Lock()
        self._tried: OrderedDict[UUID, None] = OrderedDict()

    def send(self, message: Email | Sms, /) -> str:
        """Keep one message; return the mailbox's reference."""
        if isinstance(message, Email):
            check_headers(message)
            self._rehearse("email", message)
            return self._mailbox.keep_email(message, outcome_for("email", message.to))
        self._rehearse("sms", message)
        return self._mailbox.keep_sms(message, outcome_for("sms", message.to))

    def _rehearse(self, channel: Channel, message: Email | Sms) -> None:
        drill = drill_for(channel, message.to)
        if drill is Drill.REFUSED:
            raise Refused("rejected", "The sandbox refuses this recipient.")
        if drill is Drill.UNAVAILABLE_ONCE and self._is_first_try(message.id):
            raise Unavailable("provider-error", "The sandbox fails the first try.", retry_after=1.0)

    def _is_first_try(self, message_id: UUID) -> bool:
        """Remember the message. Memory is this process's: another one fails its own first try."""
        with self._lock:
            if message_id in self._tried:
                return False
            self._tried[message_id] = None
            if len(self._tried) > MOST_REMEMBERED:
                self._tried.popitem(last=False)
            return True

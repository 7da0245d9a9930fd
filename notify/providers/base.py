"""What every provider takes, gives back and may raise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

ID_HEADER = "X-Notify-Id"
ID_TAG = "notify-id"


class ProviderError(Exception):
    """A send that did not succeed.

    ``code`` is ours and stable; ``detail`` is in the provider's own words, with every address and
    number masked, so it may be stored and logged.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class Refused(ProviderError):
    """The provider will never take this message. Do not try again."""


class Unavailable(ProviderError):
    """The provider did not take this message now. Try again later.

    ``retry_after``: seconds the provider asked for. ``throttled``: we are over a rate or a quota.
    ``outcome_unknown``: the message left us and no answer came; it may have been accepted.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        retry_after: float | None = None,
        throttled: bool = False,
        outcome_unknown: bool = False,
    ) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after
        self.throttled = throttled
        self.outcome_unknown = outcome_unknown


@dataclass(frozen=True)
class EmailFile:
    """A file attached to an email."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Email:
    """A rendered email. ``id`` is the notification's and travels with it."""

    id: UUID
    to: str = field(repr=False)
    from_name: str
    from_address: str
    reply_to: str | None
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: tuple[EmailFile, ...] = ()


@dataclass(frozen=True)
class Sms:
    """A rendered text message. ``to`` is E.164; ``sender`` a number, a short code or a name."""

    id: UUID
    to: str = field(repr=False)
    sender: str
    text: str = field(repr=False)
    fragments: int
    international: bool


class EmailProvider(Protocol):
    """Carries email. ``send`` may be called from many threads at once."""

    name: str

    def send(self, email: Email, /) -> str:
        """Hand over one email and return the provider's reference.

        Raises Refused or Unavailable, and nothing else.
        """


class SmsProvider(Protocol):
    """Carries text messages. ``send`` may be called from many threads at once."""

    name: str

    def send(self, sms: Sms, /) -> str:
        """Hand over one text and return the provider's reference.

        Raises Refused or Unavailable, and nothing else.
        """

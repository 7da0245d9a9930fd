"""What a caller asks to be sent, and what it is told when that is accepted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from notify.recipients.email_address import EmailAddress
from notify.recipients.phone_number import PhoneNumber
from notify.sending.account import Account
from notify.sending.errors import RateExceeded
from notify.sending.idempotency import NewAnswer
from notify.sending.rate import Rate

Result = TypeVar("Result")


@dataclass(frozen=True)
class Retry(Generic[Result]):
    """What makes a retry known, and how the answer to keep is written."""

    key: str
    fingerprint: bytes
    write: Callable[[Result], str]

    def answer_to_keep(self, service_id: UUID, result: Result) -> NewAnswer:
        return NewAnswer(service_id, self.key, self.fingerprint, self.write(result))


@dataclass(frozen=True)
class MessageRequest:
    """One message to one person. `recipient` is as submitted and `address` what it was read as.

    A request with an `api_key_id` counts towards the per-minute rate; a person's does not.
    With `trusts_kept`, account and template may be kept ones (services/versions.py).
    `counted` is the state of the rate, when this request is counted already.
    `sender_id` is a reply-to address for an email, a text message sender for a text.
    """

    account: Account
    key_type: str
    template_id: UUID
    recipient: str
    address: EmailAddress | PhoneNumber
    personalisation: Mapping[str, object] = field(default_factory=dict)
    reference: str | None = None
    sender_id: UUID | None = None
    scheduled_for: datetime | None = None
    language: str | None = None
    api_key_id: UUID | None = None
    created_by_id: UUID | None = None
    unsubscribe_url: str = ""
    sanitise_for: tuple[str, ...] = ()
    retry: "Retry[Accepted] | None" = None
    trusts_kept: bool = False
    counted: Rate | RateExceeded | None = None

    @property
    def version(self) -> int | None:
        """Return the version of the service that must hold when the message is committed."""
        return self.account.version if self.trusts_kept else None

    def answer_to_keep(self, accepted: "Accepted") -> NewAnswer | None:
        """Return what a retry will be answered, or None when the caller gave no key."""
        if self.retry is None:
            return None
        return self.retry.answer_to_keep(self.account.id, accepted)

    @property
    def normalised(self) -> str:
        """Return the form that searches compare: E.164, or the address in lower case."""
        address = self.address
        return address.e164 if isinstance(address, PhoneNumber) else address.normalised

    @property
    def is_abroad(self) -> bool:
        return isinstance(self.address, PhoneNumber) and self.address.is_international


@dataclass(frozen=True)
class Accepted:
    """A message that is stored (or simulated) and what it says.

    `subject` is escaped, as the API answers it. `sanitised` holds, for each value that was changed,
    the text before and after. `rate` is the state of the per-minute limit, for a request by key.
    """

    id: UUID
    template_id: UUID
    template_version: int
    body: str
    subject: str
    sender: str
    sanitised: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rate: Rate | None = None

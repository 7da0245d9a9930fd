"""A message's history in words: each change of state, and what the provider said, put plainly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notify.message_templates.models import Channel
from notify.notifications.models import Notification, Status
from notify.notifications.statuses import describe, kind_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

RETRY = "retry"
# Part of a provider's answer -> what it means. The first that is found counts.
_ANSWERS: tuple[tuple[str, StrOrPromise], ...] = (
    ("accepted by phone carrier", _("The phone company took the text.")),
    ("accepted by phone", _("The phone received the text.")),
    ("carrier is currently unreachable", _("The phone company cannot be reached right now.")),
    ("phone is currently unreachable", _("The phone cannot be reached.")),
    ("blocked as spam", _("The phone company blocked the text as spam.")),
    ("blocked list", _("The number is on a list of blocked numbers.")),
    ("carrier has blocked", _("The phone company blocked the text.")),
    ("blocked by phone carrier", _("The phone company blocked the text.")),
    ("phone has blocked", _("The phone blocks texts.")),
    ("opted out", _("The person asked not to receive texts from this number.")),
    ("invalid phone number", _("The number is not valid.")),
    ("not a valid phone number", _("The number is not valid.")),
    ("message body is invalid", _("The text has characters that cannot be sent.")),
    ("max price", _("The text costs more than the limit that is set for it.")),
    (
        "our email provider suppression list",
        _("The email provider no longer sends to this address."),
    ),
    ("suppression list", _("Notify no longer sends to this address.")),
    ("rejected because of its attachments", _("The email was refused because of its files.")),
    ("DESTINATION_COUNTRY_BLOCKED", _("Texts to this country are blocked.")),
    ("NO_ORIGINATION_IDENTITIES_FOUND", _("There is no number to send from to this country.")),
    ("unknown error", _("The phone could not be reached, for an unknown reason.")),
)
_SUBTYPES: dict[str, StrOrPromise] = {
    "no-email": _("The address does not exist."),
    "mailbox-full": _("The inbox is full."),
    "message-too-large": _("The message is too large for the inbox."),
    "content-rejected": _("The inbox’s provider refused the content."),
    "attachment-rejected": _("The inbox’s provider refused a file."),
    "suppressed": _("The email provider no longer sends to this address."),
    "on-account-suppression-list": _("The email provider no longer sends to this address."),
    "abuse": _("The person marked the message as spam."),
}
_CODES: dict[str, StrOrPromise] = {
    "throttled": _("The provider asked us to slow down."),
    "no-connection": _("The provider could not be reached."),
    "connection-lost": _("The connection to the provider broke."),
    "no-answer": _("The provider did not answer."),
    "unreadable-answer": _("The provider’s answer could not be read."),
    "provider-error": _("The provider had a problem."),
    "provider-set-up": _("The provider is not set up correctly."),
    "not-authorised": _("The provider did not accept our credentials."),
    "no-provider": _("No provider is active."),
    "database": _("Our database was away for a moment."),
    "rejected": _("The provider refused the message."),
    "sender-not-verified": _("The sending address is not verified with the provider."),
    "recipient-not-verified": _("The provider sends to verified numbers only."),
    "recipient-blocked": _("The number is on a list of blocked numbers."),
    "invalid-recipient": _("The provider says that the recipient is not valid."),
    "invalid-content": _("The message has content that cannot be sent."),
    "invalid-header": _("The message has content that cannot be sent."),
    "country-blocked": _("Texts to this country are blocked."),
    "no-origination-identity": _("There is no number to send from to this country."),
    "price-over-limit": _("The text costs more than the limit that is set for it."),
    "opted-out": _("The person asked not to receive texts from this number."),
    "ServiceInactive": _("The service was suspended before the message left."),
    "InvalidEmailAddress": _("The recipient is not valid."),
    "InvalidPhoneNumber": _("The recipient is not valid."),
    "suppressed": _("Notify no longer sends to this address."),
    "outcome-unknown": _("Nobody knows whether the provider took the message."),
    "sent-again": _("A person of the platform team sent the message again."),
    "CannotOpen": _("The message could not be decrypted."),
    "virus-check": _("Its files are being checked for viruses."),
    "virus-found": _("A file has a virus."),
    "virus-check-failed": _("A file could not be checked for viruses."),
    "files-of-others": _("Other messages with files come first."),
    "file-missing": _("A file is missing or damaged."),
    "file-unreadable": _("A file is missing or damaged."),
    "file-store-unavailable": _("The place where files are kept did not answer."),
}
_STEPS: dict[str, StrOrPromise] = {
    Status.CREATED: _("Accepted by Notify"),
    Status.SENDING: _("Given to the email provider"),
    Status.PENDING: _("Waiting for the provider’s answer"),
    Status.SENT: _("Given to the phone company"),
    Status.PENDING_VIRUS_CHECK: _("Waiting for the virus check"),
    RETRY: _("Not sent yet: Notify will try again"),
}
_DELIVERED_STEP = pgettext_lazy("step in a history", "Delivered")


@dataclass(frozen=True)
class Step:
    """One change of state, or a try that failed (RETRY): what happened, when, and why.

    `said` is what the provider said, and `answer` the same where no `reason` puts it plainly.
    """

    event: str
    words: StrOrPromise
    at: datetime
    kind: str
    reason: StrOrPromise | None = None
    answer: str = ""
    said: str = ""
    subtype: str = ""


def history_of(notification: Notification) -> list[Step]:
    """Return every change of state, oldest first."""
    return [_step(event, notification.channel) for event in notification.timeline()]


def put_plainly(answer: str) -> StrOrPromise | None:
    """Return what a provider's answer means, or None for words we have not met."""
    lowered = answer.lower()
    return next((plain for part, plain in _ANSWERS if part.lower() in lowered), None)


def _step(event: dict[str, Any], channel: str) -> Step:
    status, answer = event["status"], event.get("response", "")
    subtype = event.get("subtype", "")
    plain = put_plainly(answer) if answer else None
    return Step(
        event=status,
        words=_words(status, channel, subtype, answer),
        at=datetime.fromisoformat(event["at"]),
        kind="in-transit" if status == RETRY else kind_of(status),
        reason=plain or _SUBTYPES.get(subtype) or _CODES.get(event.get("code", "")),
        answer="" if plain else answer,
        said=answer,
        subtype=subtype,
    )


def _words(status: str, channel: str, subtype: str, answer: str) -> StrOrPromise:
    if status == Status.DELIVERED:
        return _DELIVERED_STEP
    if status == Status.SENT and channel == Channel.EMAIL:
        return _STEPS[Status.SENDING]
    return _STEPS.get(status) or describe(status, channel, subtype=subtype, response=answer)

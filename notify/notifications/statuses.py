"""What a message's state is called, and what to do about a failure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notify.message_templates.models import Channel
from notify.notifications.models import (
    DELIVERED_STATUSES,
    FAILED_STATUSES,
    IN_TRANSIT_STATUSES,
    Notification,
    Status,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EMAIL, SMS = Channel.EMAIL, Channel.SMS
IN_TRANSIT, DELIVERED, FAILED = "in-transit", "delivered", "failed"
# The states that people filter by.
KINDS: dict[str, tuple[Status, ...]] = {
    IN_TRANSIT: IN_TRANSIT_STATUSES,
    DELIVERED: DELIVERED_STATUSES,
    FAILED: FAILED_STATUSES,
}
SUPPRESSED = ("suppressed", "on-account-suppression-list")
COUNTRY_BLOCKED = ("NO_ORIGINATION_IDENTITIES_FOUND", "DESTINATION_COUNTRY_BLOCKED")

# The labels of the API contract's `status_description`.
_TRANSIT = _("In transit")
_BLOCKED = _("Blocked")
_NO_SUCH_NUMBER = _("No such number")
_ABROAD = _("Can’t send to this international number")
_SCHEDULED = pgettext_lazy("state of a message", "Scheduled")
_LABELS: dict[tuple[Status, str], StrOrPromise] = {
    (Status.SENT, EMAIL): pgettext_lazy("state of a message", "Delivered"),
    (Status.SENT, SMS): pgettext_lazy("state of a message", "Sent"),
    (Status.DELIVERED, EMAIL): pgettext_lazy("state of a message", "Delivered"),
    (Status.DELIVERED, SMS): pgettext_lazy("state of a message", "Delivered"),
    (Status.TEMPORARY_FAILURE, EMAIL): _("Content or inbox issue"),
    (Status.TEMPORARY_FAILURE, SMS): _("Carrier issue"),
    (Status.PERMANENT_FAILURE, EMAIL): _("No such address"),
    (Status.PERMANENT_FAILURE, SMS): _NO_SUCH_NUMBER,
    (Status.TECHNICAL_FAILURE, EMAIL): _("Tech issue"),
    (Status.TECHNICAL_FAILURE, SMS): _("Tech issue"),
    (Status.PROVIDER_FAILURE, SMS): _NO_SUCH_NUMBER,
    (Status.VIRUS_SCAN_FAILED, EMAIL): _("Attachment has virus"),
    (Status.PII_CHECK_FAILED, EMAIL): _("Exceeds Protected A"),
}

_ADVICE: dict[tuple[Status, str], StrOrPromise] = {
    (Status.TEMPORARY_FAILURE, EMAIL): _(
        "The inbox may be full, or its provider did not like the content. You can try again later."
    ),
    (Status.TEMPORARY_FAILURE, SMS): _(
        "The phone may be off or out of reach. You can try again later."
    ),
    (Status.PERMANENT_FAILURE, EMAIL): _(
        "The address does not exist. Correct it in your records, or remove it."
    ),
    (Status.PERMANENT_FAILURE, SMS): _(
        "The number does not exist or cannot receive texts. Correct it in your records, or remove"
        " it."
    ),
    (Status.TECHNICAL_FAILURE, EMAIL): _(
        "Something went wrong between Notify and its provider. You can send the message again."
    ),
    (Status.TECHNICAL_FAILURE, SMS): _(
        "Something went wrong between Notify and its provider. You can send the message again."
    ),
    (Status.PROVIDER_FAILURE, SMS): _(
        "The provider refused the number. Check that it is written in full, with its country code."
    ),
    (Status.VIRUS_SCAN_FAILED, EMAIL): _(
        "A file of this message has a virus, so nothing was sent. Replace the file and send again."
    ),
    (Status.PII_CHECK_FAILED, EMAIL): _(
        "The message seems to hold a social insurance number, so it was not sent. Remove it and"
        " send again."
    ),
}
_ADVICE_BLOCKED = _(
    "The provider has stopped sending to this address after earlier failures or a complaint. Ask"
    " the person for another address."
)
_ADVICE_OPTED_OUT = _(
    "The person asked not to receive texts from this number. Reach them in another way."
)
_ADVICE_ABROAD = _("Notify cannot send texts to this country. Reach the person in another way.")


def kind_of(status: str) -> str:
    """Return the kind that a status is counted and coloured as; "cancelled" is its own."""
    return next((kind for kind, statuses in KINDS.items() if status in statuses), "cancelled")


def is_scheduled(notification: Notification) -> bool:
    """Say whether a message waits for the time that its sender chose."""
    time = notification.scheduled_for
    return notification.status == Status.CREATED and time is not None and time > datetime.now(UTC)


def state_of(notification: Notification) -> StrOrPromise:
    """Return the words for the state that a message is in now."""
    if is_scheduled(notification):
        return _SCHEDULED
    return describe(
        notification.status,
        notification.channel,
        subtype=notification.feedback_subtype,
        response=notification.provider_response or "",
    )


def describe(status: str, channel: str, *, subtype: str = "", response: str = "") -> StrOrPromise:
    """Return the words for a status."""
    known = Status(status)
    if known in IN_TRANSIT_STATUSES:
        return _TRANSIT
    if known == Status.PERMANENT_FAILURE and channel == EMAIL and subtype in SUPPRESSED:
        return _BLOCKED
    if known == Status.PROVIDER_FAILURE and any(reason in response for reason in COUNTRY_BLOCKED):
        return _ABROAD
    return _LABELS.get((known, channel)) or known.label


def advise(notification: Notification) -> StrOrPromise | None:
    """Return what to do about a message that failed, or None."""
    response = notification.provider_response or ""
    if notification.feedback_subtype in SUPPRESSED:
        return _ADVICE_BLOCKED
    if "opted out" in response.lower():
        return _ADVICE_OPTED_OUT
    if any(reason in response for reason in COUNTRY_BLOCKED):
        return _ADVICE_ABROAD
    return _ADVICE.get((Status(notification.status), notification.channel))

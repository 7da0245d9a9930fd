"""Read the events of SES: what became of an email.

docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from notify.providers.base import ID_HEADER, ID_TAG
from notify.providers.receipts import (
    Event,
    Receipt,
    UnreadableReceipt,
    instant,
    our_id,
    reference,
    section,
    text,
)

PROVIDER = "ses"

ON_PROVIDER_LIST = "The email address is on our email provider suppression list"
ON_ACCOUNT_LIST = "The email address is on the GC Notify suppression list"
BAD_ATTACHMENT = "The email was rejected because of its attachments"


@dataclass(frozen=True)
class Verdict:
    """What an event says about the message."""

    status: str | None = None
    feedback_type: str | None = None
    feedback_subtype: str | None = None
    provider_response: str | None = None
    recipient_complaint: bool = False


def _hard(subtype: str, response: str | None = None) -> Verdict:
    return Verdict("permanent-failure", "hard-bounce", subtype, response)


def _soft(subtype: str, response: str | None = None) -> Verdict:
    return Verdict("temporary-failure", "soft-bounce", subtype, response)


BOUNCES: Mapping[tuple[str, str], Verdict] = MappingProxyType(
    {
        ("Permanent", "General"): _hard("general"),
        ("Permanent", "NoEmail"): _hard("no-email"),
        ("Permanent", "Suppressed"): _hard("suppressed", ON_PROVIDER_LIST),
        ("Permanent", "OnAccountSuppressionList"): _hard(
            "on-account-suppression-list", ON_ACCOUNT_LIST
        ),
        ("Transient", "General"): _soft("general"),
        ("Transient", "MailboxFull"): _soft("mailbox-full"),
        ("Transient", "MessageTooLarge"): _soft("message-too-large"),
        ("Transient", "ContentRejected"): _soft("content-rejected"),
        ("Transient", "AttachmentRejected"): _soft("attachment-rejected", BAD_ATTACHMENT),
    }
)
# A sub-type that is not documented yet: its type still says whether to write there again.
BOUNCE_TYPES: Mapping[str, Verdict] = MappingProxyType(
    {"Permanent": _hard("general"), "Transient": _soft("general"), "Undetermined": _soft("general")}
)
UNKNOWN_BOUNCE = Verdict("temporary-failure", "unknown-bounce", "unknown-bounce-subtype")

# The part of the event that holds its own time and details
DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "Bounce": "bounce",
        "Complaint": "complaint",
        "Delivery": "delivery",
        "DeliveryDelay": "deliveryDelay",
        "Reject": "reject",
        "Rendering Failure": "failure",
        "Send": "send",
        "Open": "open",
        "Click": "click",
        "Subscription": "subscription",
    }
)


def read_ses_event(event: Event) -> Receipt:
    """Read one event, as SES publishes it to SNS, to EventBridge (its ``detail``) or to a webhook.

    Raises UnreadableReceipt, and nothing else.
    """
    if not isinstance(event, Mapping):
        raise UnreadableReceipt("not-an-object")
    event = section(event, "detail") or event
    kind = text(event, "eventType") or text(event, "notificationType")
    if kind not in DETAILS:
        raise UnreadableReceipt("unknown-event")
    mail, details = section(event, "mail"), section(event, DETAILS[kind])
    message_reference = reference(mail, "messageId")
    occurred_at = instant(details.get("timestamp") or mail.get("timestamp"))
    verdict = _verdict(kind, details)
    # SES gives no id to its events; a feedback id or the event's own time tells them apart.
    mark = text(details, "feedbackId") or occurred_at.isoformat()
    return Receipt(
        provider=PROVIDER,
        event_id=f"{message_reference}:{kind}:{mark}",
        notification_id=_notification_id(mail),
        reference=message_reference,
        status=verdict.status,
        provider_response=verdict.provider_response,
        feedback_type=verdict.feedback_type,
        feedback_subtype=verdict.feedback_subtype,
        occurred_at=occurred_at,
        recipient_complaint=verdict.recipient_complaint,
    )


def _verdict(kind: str, details: Event) -> Verdict:
    if kind == "Delivery":
        return Verdict("delivered")
    if kind == "Bounce":
        return _bounce(text(details, "bounceType"), text(details, "bounceSubType"))
    if kind == "Complaint":
        return _complaint(details)
    if kind == "DeliveryDelay":
        return Verdict(None, "delay", _kebab(text(details, "delayType")) or None)
    if kind in ("Reject", "Rendering Failure"):  # SES took the message and then did not send it
        return Verdict("technical-failure", "rejected", _kebab(text(details, "reason")) or None)
    return Verdict()


def _bounce(kind: str, subtype: str) -> Verdict:
    return BOUNCES.get((kind, subtype)) or BOUNCE_TYPES.get(kind, UNKNOWN_BOUNCE)


def _complaint(details: Event) -> Verdict:
    subtype = text(details, "complaintSubType")
    if subtype == "OnAccountSuppressionList":  # never sent: they complained before
        return Verdict(
            "permanent-failure",
            "hard-bounce",
            "on-account-suppression-list",
            ON_ACCOUNT_LIST,
            recipient_complaint=True,
        )
    feedback = _kebab(text(details, "complaintFeedbackType")) or None
    return Verdict(None, "complaint", feedback, recipient_complaint=True)


def _notification_id(mail: Event) -> UUID | None:
    tagged = section(mail, "tags").get(ID_TAG)
    if isinstance(tagged, list) and tagged and (found := our_id(tagged[0])):
        return found
    headers = mail.get("headers")
    for header in headers if isinstance(headers, list) else []:
        if isinstance(header, Mapping) and text(header, "name").lower() == ID_HEADER.lower():
            return our_id(header.get("value"))
    return None


def _kebab(words: str) -> str:
    """Write ``MailboxFull`` or ``Bad content`` as ``mailbox-full``, ``bad-content``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[\s_]+", "-", words.strip()).lower()[:50]

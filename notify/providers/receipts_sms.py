"""Read the events of AWS about text messages: End User Messaging events and SNS delivery logs.

docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
"""

from collections.abc import Mapping
from types import MappingProxyType

from notify.providers.base import ID_TAG
from notify.providers.masking import mask
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

SMS_VOICE = "sms_voice"
SNS = "sns"

DELIVERED = "delivered"
PERMANENT = "permanent-failure"
TEMPORARY = "temporary-failure"
TECHNICAL = "technical-failure"

# What AWS says, in lower case; the first that is found decides, so the order matters.
SENTENCES: tuple[tuple[str, str], ...] = (
    ("opted out", TECHNICAL),
    ("blocked as spam", PERMANENT),
    ("on a blocked list", PERMANENT),
    ("carrier is currently unreachable", TEMPORARY),
    ("carrier unreachable", TEMPORARY),
    ("unreachable", PERMANENT),
    ("blocked", TEMPORARY),
    ("invalid", PERMANENT),
    ("unknown error", PERMANENT),
    ("exceed max price", TEMPORARY),
    ("unhandled provider", PERMANENT),
    ("ttl has expired", PERMANENT),
)
# The status without a sentence that we know
STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "CARRIER_UNREACHABLE": TEMPORARY,
        "CARRIER_BLOCKED": TEMPORARY,
        "BLOCKED": TEMPORARY,
    }
)
UNDER_WAY = frozenset({"QUEUED", "PENDING", "SENT"})
OURS_TO_BLOCK = "PROTECT_BLOCKED"  # our own country rules, not the recipient's phone


def read_sms_voice_event(event: Event) -> Receipt:
    """Read one event of End User Messaging, as it comes through SNS or EventBridge (``detail``).

    Raises UnreadableReceipt, and nothing else.
    """
    if not isinstance(event, Mapping):
        raise UnreadableReceipt("not-an-object")
    event = section(event, "detail") or event
    kind = text(event, "eventType")
    if not kind.startswith("TEXT_"):
        raise UnreadableReceipt("unknown-event")
    message_reference = reference(event, "messageId")
    status = text(event, "messageStatus") or kind.removeprefix("TEXT_")
    response = text(event, "messageStatusDescription")
    occurred_at = instant(event.get("eventTimestamp"))
    return Receipt(
        provider=SMS_VOICE,
        event_id=f"{message_reference}:{status}:{int(occurred_at.timestamp() * 1000)}",
        notification_id=our_id(section(event, "context").get(ID_TAG)),
        reference=message_reference,
        status=_sms_voice_status(status, response, is_final=event.get("isFinal") is True),
        provider_response=_response(event, response, "destinationPhoneNumber"),
        feedback_type=None,
        feedback_subtype=None,
        occurred_at=occurred_at,
        recipient_complaint=False,
    )


def read_sns_log(log: Event) -> Receipt:
    """Read one delivery log of SNS. It carries nothing of ours: match it by reference.

    Raises UnreadableReceipt, and nothing else.
    """
    if not isinstance(log, Mapping):
        raise UnreadableReceipt("not-an-object")
    notification, delivery = section(log, "notification"), section(log, "delivery")
    message_reference = reference(notification, "messageId")
    outcome = text(log, "status")
    if outcome not in ("SUCCESS", "FAILURE"):
        raise UnreadableReceipt("unknown-event")
    response = text(delivery, "providerResponse")
    return Receipt(
        provider=SNS,
        event_id=f"{message_reference}:{outcome}",
        notification_id=None,
        reference=message_reference,
        status=DELIVERED if outcome == "SUCCESS" else _failure("", response),
        provider_response=_response(delivery, response, "destination"),
        feedback_type=None,
        feedback_subtype=None,
        occurred_at=instant(notification.get("timestamp")),
        recipient_complaint=False,
    )


def _sms_voice_status(status: str, response: str, *, is_final: bool) -> str | None:
    if status == "DELIVERED" or (status == "SUCCESSFUL" and is_final):
        return DELIVERED
    if status == "SUCCESSFUL" or status in UNDER_WAY:
        return None
    return _failure(status, response)


def _failure(status: str, response: str) -> str:
    if status == OURS_TO_BLOCK:
        return PERMANENT
    said = response.lower()
    for sentence, outcome in SENTENCES:
        if sentence in said:
            return outcome
    return STATUSES.get(status, PERMANENT)


def _response(event: Event, response: str, recipient_field: str) -> str | None:
    recipient = text(event, recipient_field)
    return mask(response, *([recipient] if recipient else [])) or None

"""What callbacks say (API contract, section 6)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from notify.delivery.models import ReceivedText
from notify.notifications.descriptions import (
    BLOCKED_SUBTYPES,
    describe_response,
    describe_status,
)
from notify.notifications.models import Notification
from notify.services.models import Callback

if TYPE_CHECKING:
    from notify.delivery.callbacks import Call


def body_of(kind: str, call: Call) -> dict[str, Any] | None:
    """Return what a call says; None when what it tells of was forgotten meanwhile."""
    if kind == Callback.Kind.INBOUND_SMS:
        text = ReceivedText.objects.filter(pk=call.notification_id).first()
        return _received(text) if text else None
    row = Notification.objects.filter(pk=call.notification_id).first()
    if row is None or not row.sealed_recipient:
        return None
    return _complaint(row, call) if kind == Callback.Kind.COMPLAINT else _status(row, call)


def _status(row: Notification, call: Call) -> dict[str, Any]:
    """The status is the one that the callback was queued for."""
    return {
        "id": str(row.id),
        "reference": row.client_reference,
        "to": row.recipient,
        "status": call.status,
        "status_description": describe_status(row, call.status),
        "provider_response": describe_response(row),
        "created_at": _stamp(row.created_at),
        "completed_at": _stamp(call.happened_at),
        "sent_at": _stamp(row.sent_at),
        "notification_type": row.channel,
        "template_id": str(row.template_id),
        "template_version": row.template_version,
    }


def _complaint(row: Notification, call: Call) -> dict[str, Any]:
    """A retry names the same complaint. One that the provider made up names nobody."""
    from_list = row.feedback_subtype in BLOCKED_SUBTYPES
    return {
        "notification_id": str(row.id),
        "complaint_id": str(call.id),
        "reference": row.client_reference,
        "to": None if from_list else row.recipient,
        "complaint_date": _stamp(call.happened_at),
        "template_id": str(row.template_id),
        "template_version": row.template_version,
    }


def _received(text: ReceivedText) -> dict[str, Any]:
    return {
        "id": str(text.id),
        "source_number": text.user_number,
        "destination_number": text.notify_number,
        "message": text.content,
        "date_received": _stamp(text.received_at),
    }


def _stamp(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if instant else None

"""Events as providers publish them, about messages of ours."""

from typing import Any
from uuid import UUID

from notify.delivery.models import Provider

TOPIC = "arn:aws:sns:ca-central-1:123456789012:ses-receipts"


def ses_event(row_id: UUID | str | None, kind: str = "Delivery", **details: Any) -> dict[str, Any]:
    """Return an event of SES; `details` are those of its kind."""
    section = kind[0].lower() + kind[1:]
    return {
        "eventType": kind,
        "mail": {
            "messageId": f"ref-{row_id}",
            "timestamp": "2026-11-20T15:00:00.000Z",
            "destination": ["ana@example.ca"],
            "tags": {"notify-id": [str(row_id)]} if row_id else {},
        },
        section: {"timestamp": "2026-11-20T15:00:02.500Z", **details},
    }


def bounce(row_id: UUID | str, subtype: str = "General") -> dict[str, Any]:
    return ses_event(row_id, "Bounce", bounceType="Permanent", bounceSubType=subtype)


def make_provider(**fields: Any) -> Provider:
    return Provider.objects.create(
        **{
            "name": "ses-canada",
            "kind": "ses",
            "channel": "email",
            "options": {"region": "ca-central-1"},
            "receipts_topic": TOPIC,
            **fields,
        }
    )

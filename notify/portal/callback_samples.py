"""What a callback looks like, for the test of an endpoint."""

from typing import Any

from notify.services.models import Callback

MOMENT = "2026-06-03T14:05:00.000000Z"
MESSAGE = "00000000-0000-4000-8000-000000000000"


def sample_body(kind: str) -> dict[str, Any]:
    """Return the body of a call about a message that does not exist."""
    if kind == Callback.Kind.DELIVERY_STATUS:
        return {
            "id": MESSAGE,
            "reference": "test",
            "to": "person@example.ca",
            "status": "delivered",
            "status_description": "Delivered",
            "provider_response": None,
            "created_at": MOMENT,
            "completed_at": MOMENT,
            "sent_at": MOMENT,
            "notification_type": "email",
            "template_id": MESSAGE,
            "template_version": 1,
        }
    if kind == Callback.Kind.COMPLAINT:
        return {
            "notification_id": MESSAGE,
            "complaint_id": MESSAGE,
            "reference": "test",
            "to": "person@example.ca",
            "complaint_date": MOMENT,
        }
    return {
        "id": MESSAGE,
        "source_number": "+16135550123",
        "destination_number": "+16135550100",
        "message": "test",
        "date_received": MOMENT,
    }

"""What the product wrote to somebody, read as they would."""

from typing import Any
from urllib.parse import urlsplit

from notify.notifications.models import Notification
from notify.sending.system_service import SYSTEM_SERVICE_ID, template_id_of


def letters(kind: str, address: str) -> list[dict[str, Any]]:
    """Return what filled each message of a kind to an address, the oldest first."""
    rows = Notification.objects.filter(
        service_id=SYSTEM_SERVICE_ID, template_id=template_id_of(kind)
    ).order_by("id")
    return [dict(row.personalisation) for row in rows if row.recipient == address]


def newest(kind: str, address: str) -> dict[str, Any]:
    return letters(kind, address)[-1]


def path_of(link: str) -> str:
    return urlsplit(link).path

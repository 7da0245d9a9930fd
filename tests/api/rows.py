"""Insert many notifications in one statement, for lists."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from notify.message_templates.models import Template
from notify.notifications.ids import new_id
from notify.notifications.models import Notification
from notify.notifications.recipients import recipient_index, seal_personalisation, seal_recipient


def make_rows(template: Template, count: int = 1, **fields: Any) -> list[UUID]:
    """Store notifications of a template and return their ids, oldest first."""
    recipient = "ana@example.ca" if template.channel == "email" else "+16135550199"
    now = datetime.now(UTC)
    common = {
        "service_id": template.service_id,
        "template_id": template.id,
        "template_version": template.version,
        "key_type": "normal",
        "channel": template.channel,
        "queue": "normal",
        "sealed_recipient": seal_recipient(recipient),
        "recipient_index": recipient_index(recipient),
        "sealed_personalisation": seal_personalisation({"name": "Ana", "code": "1"}),
        "created_at": now - timedelta(seconds=1),
        "day": now.date(),
        "status": "created",
        **fields,
    }
    rows = [Notification(id=new_id(), **common) for _ in range(count)]
    Notification.objects.bulk_create(rows)
    return sorted(row.id for row in rows)

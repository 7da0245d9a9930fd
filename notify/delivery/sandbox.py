"""The sandbox's mailbox: messages kept where people and tests can read them, and its receipts."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from notify.delivery.models import Provider, SandboxMessage
from notify.delivery.receipts import apply_receipts
from notify.notifications.recipients import recipient_index
from notify.providers.base import Email, Sms
from notify.providers.outcomes import SandboxOutcome
from notify.providers.receipts import Receipt
from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import RecipientError
from notify.recipients.phone_number import parse_phone_number
from notify.vault import open_sealed, seal

PURPOSE = "sandbox message"
RECEIPTS_AT_ONCE = 200

KEEP = """
INSERT INTO delivery_sandboxmessage (notification_id, service_id, channel, recipient_index,
    sealed_message, sends, received_at, receipt, receipt_due_at)
VALUES (%(id)s, (SELECT service_id FROM notifications_notification WHERE id = %(id)s), %(channel)s,
    %(index)s, %(message)s, 1, now(), %(receipt)s, now() + make_interval(secs => %(delay)s))
ON CONFLICT (notification_id) DO UPDATE SET
    sends = delivery_sandboxmessage.sends + 1, receipt_due_at = EXCLUDED.receipt_due_at
"""


class DatabaseMailbox:
    """Keeps messages as the recipient would have got them, sealed."""

    def keep_email(self, email: Email, outcome: SandboxOutcome) -> str:
        content = {
            "channel": "email",
            "to": email.to,
            "from_name": email.from_name,
            "from_address": email.from_address,
            "reply_to": email.reply_to,
            "subject": email.subject,
            "text": email.text,
            "html": email.html,
            "headers": dict(email.headers),
            "files": [file.name for file in email.files],
        }
        return self._keep(email.id, content, outcome)

    def keep_sms(self, sms: Sms, outcome: SandboxOutcome) -> str:
        content = {"channel": "sms", "to": sms.to, "sender": sms.sender, "text": sms.text}
        return self._keep(sms.id, content, outcome)

    def _keep(self, identifier: UUID, content: dict[str, Any], outcome: SandboxOutcome) -> str:
        receipt = {
            "status": outcome.status,
            "provider_response": outcome.provider_response,
            "feedback_type": outcome.feedback_type,
            "feedback_subtype": outcome.feedback_subtype,
            "recipient_complaint": outcome.is_complaint,
        }
        with connection.cursor() as cursor:
            cursor.execute(
                KEEP,
                {
                    "id": identifier,
                    "channel": content["channel"],
                    "index": index_of(content["to"]),
                    "message": seal(json.dumps(content), PURPOSE),
                    "receipt": json.dumps(receipt),
                    "delay": outcome.delay_seconds,
                },
            )
        return f"sandbox-{identifier}"


def is_open() -> bool:
    """Say whether people may look into the mailbox: only while the sandbox is a provider."""
    return Provider.objects.filter(kind=Provider.Kind.SANDBOX, active=True).exists()


def open_message(row: SandboxMessage) -> dict[str, Any]:
    """Return the message as it was kept; its keys are those of DatabaseMailbox."""
    message: dict[str, Any] = json.loads(open_sealed(row.sealed_message, PURPOSE))
    return message


def index_of(recipient: str) -> bytes:
    """Return the blind index of an address or number as people write it."""
    try:
        if "@" in recipient:
            return recipient_index(parse_email_address(recipient).normalised)
        return recipient_index(parse_phone_number(recipient, international=True).e164)
    except RecipientError:
        return recipient_index(recipient.strip().lower())


def send_due_receipts() -> int:
    """Apply the receipts that are due; return how many. A crash leaves them due."""
    with transaction.atomic():
        rows = list(
            SandboxMessage.objects.select_for_update(skip_locked=True)
            .filter(receipt_due_at__lte=Now())
            .order_by("receipt_due_at")[:RECEIPTS_AT_ONCE]
        )
        apply_receipts([_receipt(row) for row in rows])
        SandboxMessage.objects.filter(pk__in=[row.pk for row in rows]).update(receipt_due_at=None)
    return len(rows)


def forget_old_messages(days: int = 7) -> int:
    """Delete messages older than retention; return how many."""
    old = SandboxMessage.objects.filter(received_at__lt=datetime.now(UTC) - timedelta(days=days))
    deleted, _ = old.delete()
    return deleted


def _receipt(row: SandboxMessage) -> Receipt:
    return Receipt(
        provider="sandbox",
        event_id=f"{row.notification_id}-{row.sends}",
        notification_id=row.notification_id,
        reference=f"sandbox-{row.notification_id}",
        occurred_at=datetime.now(UTC),
        **row.receipt,
    )

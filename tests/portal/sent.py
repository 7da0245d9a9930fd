"""Messages in the states that pages show."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from notify.delivery.receipts import apply_receipts
from notify.delivery.sandbox import DatabaseMailbox
from notify.notifications.models import Notification
from notify.providers.base import Email, Sms
from notify.providers.outcomes import SandboxOutcome
from notify.providers.receipts import Receipt
from notify.sending.store import Limits, NewNotification, store_notification
from notify.services.models import Service
from tests import factories

ROOM = Limits(daily=10_000, annual=100_000)


def send_email(service: Service, recipient: str = "ana@example.ca", **fields: Any) -> Notification:
    template = fields.pop("template", None) or factories.make_email_template(service)
    return _store(
        service,
        template_id=template.id,
        template_version=template.version,
        channel="email",
        recipient=recipient,
        normalised=recipient.lower(),
        **{"personalisation": {"name": "Ana", "state": "approved"}, **fields},
    )


def send_text(service: Service, recipient: str = "+16135550123", **fields: Any) -> Notification:
    template = fields.pop("template", None) or factories.make_sms_template(service)
    return _store(
        service,
        template_id=template.id,
        template_version=template.version,
        channel="sms",
        recipient=recipient,
        normalised=recipient,
        fragments=1,
        **{"personalisation": {"code": "4821"}, **fields},
    )


def receive(message: Notification, status: str, **fields: Any) -> None:
    """Apply a provider's receipt to a message."""
    apply_receipts(
        [
            Receipt(
                **{
                    "provider": "sandbox",
                    "event_id": f"{message.id}-{status}",
                    "notification_id": message.id,
                    "reference": "",
                    "status": status,
                    "provider_response": None,
                    "feedback_type": None,
                    "feedback_subtype": None,
                    "occurred_at": datetime.now(UTC),
                    "recipient_complaint": False,
                    **fields,
                }
            )
        ]
    )
    message.refresh_from_db()


def keep_in_sandbox(message: Notification, html: str = "<p>Hello <b>Ana</b></p>") -> UUID:
    """Put a message in the sandbox's mailbox, as its provider would."""
    mailbox, outcome = DatabaseMailbox(), SandboxOutcome("delivered")
    if message.channel == "sms":
        mailbox.keep_sms(
            Sms(message.id, message.recipient, "CANADA.CA", "Your code is 4821.", 1, False), outcome
        )
        return message.id
    email = Email(
        id=message.id,
        to=message.recipient,
        from_name="Passport office",
        from_address="passports@notification.canada.ca",
        reply_to=None,
        subject="Your decision, Ana",
        text="Hello Ana",
        html=html,
        headers={"List-Unsubscribe": "<https://example.ca/unsubscribe>"},
    )
    mailbox.keep_email(email, outcome)
    return message.id


def _store(service: Service, **fields: Any) -> Notification:
    new = NewNotification(
        **{"service_id": service.id, "key_type": "normal", "queue": "normal", **fields}
    )
    store_notification(new, None if new.key_type == "test" else ROOM)
    return Notification.objects.get(pk=new.id)

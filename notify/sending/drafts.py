"""Send the message of a draft: once, however often its button is pressed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.utils import timezone

from notify.message_templates.models import Channel
from notify.recipients.email_address import EmailAddress, parse_email_address
from notify.recipients.phone_number import PhoneNumber, parse_phone_number
from notify.sending.account import Account
from notify.sending.email import send_email
from notify.sending.idempotency import AlreadyAnswered, find_answer
from notify.sending.models import SendDraft
from notify.sending.request import Accepted, MessageRequest, Retry
from notify.sending.sms import send_sms
from notify.services.models import ApiKey, Service
from notify.vault import blind_index

SEND = {Channel.EMAIL.value: send_email, Channel.SMS.value: send_sms}


@dataclass(frozen=True)
class Sent:
    """The message of a draft; `is_new` is False when it had been sent before."""

    notification_id: UUID
    is_new: bool


def send_draft(draft: SendDraft, *, scheduled_for: datetime | None) -> Sent:
    """Send a draft's message. Its id is the idempotency key, so twins send one message.

    Raises SendingError, OverLimit, RecipientError, CannotOpen.
    """
    if draft.notification_id:
        return Sent(draft.notification_id, is_new=False)
    request = request_of(draft, scheduled_for=scheduled_for)
    try:
        sent = Sent(SEND[draft.template.channel](request).id, is_new=True)
    except AlreadyAnswered:
        kept = find_answer(draft.service_id, _key(draft))
        if kept is None:
            raise
        sent = Sent(UUID(orjson.loads(kept.text)["id"]), is_new=False)
    SendDraft.objects.filter(pk=draft.pk, sent_at=None).update(
        notification_id=sent.notification_id, sent_at=timezone.now(), scheduled_for=scheduled_for
    )
    draft.refresh_from_db()
    return sent


def request_of(draft: SendDraft, *, scheduled_for: datetime | None = None) -> MessageRequest:
    """Return what a draft asks for. Raises RecipientError, CannotOpen."""
    content = draft.content
    return MessageRequest(
        account=Account.of(draft.service),
        key_type=ApiKey.Type.NORMAL,
        template_id=draft.template_id,
        recipient=content.recipient,
        address=read_address(content.recipient, draft.template.channel, draft.service),
        personalisation=content.values,
        sender_id=draft.sender_id,
        scheduled_for=scheduled_for,
        language=draft.language or None,
        created_by_id=draft.created_by_id,
        retry=Retry(_key(draft), blind_index(str(draft.id)), _write),
    )


def read_address(text: str, channel: str, service: Service) -> EmailAddress | PhoneNumber:
    """Raises RecipientError."""
    if channel == Channel.EMAIL:
        return parse_email_address(text)
    international = service.can(Service.Permission.INTERNATIONAL_SMS)
    return parse_phone_number(text, international=international)


def forget_drafts() -> int:
    """Delete drafts that have expired, sent or not; return how many."""
    return SendDraft.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def _key(draft: SendDraft) -> str:
    return f"draft {draft.id}"


def _write(accepted: Accepted) -> str:
    return orjson.dumps({"id": accepted.id}).decode()

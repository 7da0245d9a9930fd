"""Whom a service's messages may come from, or answers go to."""

from uuid import UUID

from notify.message_templates.models import Channel
from notify.services.models import ReplyToAddress, Service, SmsSender


def senders_of(service: Service, channel: str) -> list[tuple[str, str]]:
    """Return (id, words) of the reply-to addresses or text message senders, the default first."""
    if channel == Channel.EMAIL:
        addresses = ReplyToAddress.objects.filter(service=service, archived=False)
        return [
            (str(each.id), each.address) for each in addresses.order_by("-is_default", "address")
        ]
    senders = SmsSender.objects.filter(service=service, archived=False)
    return [(str(each.id), each.sender) for each in senders.order_by("-is_default", "sender")]


def sender_words(service: Service, channel: str, sender_id: UUID | None) -> str:
    """Return the sender that was chosen, else the default one, else nothing."""
    senders = senders_of(service, channel)
    if sender_id is None:
        return senders[0][1] if senders else ""
    return dict(senders).get(str(sender_id), "")

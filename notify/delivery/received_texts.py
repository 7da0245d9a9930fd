"""Keep the text messages that people send to a service, once each, and tell the service."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from notify.delivery.models import ReceivedText, seal_content, seal_user_number
from notify.delivery.outbox import News, queue_told
from notify.notifications.ids import first_id_at
from notify.notifications.models import Notification
from notify.providers.inbound_sms import InboundText
from notify.services.models import Callback, Service, SmsSender

logger = logging.getLogger(__name__)

RECEIVED = "received"
LONGEST_RETENTION = timedelta(days=7)


@transaction.atomic
def receive_texts(provider: str, texts: Sequence[InboundText]) -> int:
    """Keep texts that are new and somebody's; return how many."""
    kept = 0
    for text in texts:
        service_id = _service_of(text)
        if service_id is None:
            logger.warning("Text %s of provider %s is to no service", text.reference, provider)
            continue
        kept += _keep(provider, service_id, text)
    return kept


def received_by(service_id: UUID, retention_days: int) -> QuerySet[ReceivedText]:
    """Return what a service received and may still see."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    since = first_id_at(today - timedelta(days=retention_days))
    return ReceivedText.objects.filter(service_id=service_id, id__gte=since)


def forget_old_texts(now: datetime | None = None) -> int:
    """Delete received texts past their service's retention; return how many. A periodic duty."""
    now = now or datetime.now(UTC)
    old = Q(id__lt=first_id_at(now - LONGEST_RETENTION))
    short = Service.objects.filter(sms_retention_days__lt=LONGEST_RETENTION.days)
    for service_id, days in short.values_list("id", "sms_retention_days"):
        old |= Q(service_id=service_id, id__lt=first_id_at(now - timedelta(days=days)))
    return ReceivedText.objects.filter(old).delete()[0]


def _service_of(text: InboundText) -> UUID | None:
    """Return whose text it is: of the message that it answers, else of the number's one owner."""
    if text.answers:
        answered = Notification.objects.filter(provider_reference=text.answers)
        found = answered.values_list("service_id", flat=True).first()
        if found is not None:
            return found
    owners = SmsSender.objects.filter(sender=text.destination, archived=False)
    services = set(owners.values_list("service_id", flat=True)[:2])
    return services.pop() if len(services) == 1 else None


def _keep(provider: str, service_id: UUID, text: InboundText) -> bool:
    row, is_new = ReceivedText.objects.get_or_create(
        provider=provider,
        provider_reference=text.reference,
        defaults={
            "service_id": service_id,
            "notify_number": text.destination,
            "sealed_user_number": seal_user_number(text.source),
            "sealed_content": seal_content(text.content),
        },
    )
    if is_new:
        news = News(row.id, service_id, RECEIVED, row.received_at)
        queue_told(Callback.Kind.INBOUND_SMS, [news])
    return is_new

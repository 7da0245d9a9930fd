"""How each call to a service's endpoint went, for as long as the messages can be looked up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from notify.delivery.models import CallbackAttempt, CallbackDelivery

if TYPE_CHECKING:
    from notify.delivery.callbacks import Answer

KEPT_FOR = timedelta(days=7)
ROWS_AT_ONCE = 5_000


def log_attempt(delivery_id: UUID, number: int, answer: Answer) -> None:
    """Write down one call."""
    CallbackAttempt.objects.create(
        delivery_id=delivery_id,
        number=number,
        answered=answer.status,
        problem=answer.problem,
        milliseconds=round(answer.seconds * 1000),
    )


def forget_old_calls(now: datetime | None = None) -> int:
    """Delete what was told a week ago, or could not be; return how many. A periodic duty."""
    before = (now or timezone.now()) - KEPT_FOR
    old = CallbackDelivery.objects.filter(happened_at__lt=before).order_by("happened_at")
    deleted = 0
    while batch := list(old.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        CallbackDelivery.objects.filter(pk__in=batch).delete()
        deleted += len(batch)
    return deleted

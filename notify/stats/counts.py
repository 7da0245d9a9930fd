"""Counts by day, template, channel and status, as the ledger keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from notify.stats.models import DailyCount


@dataclass(frozen=True)
class Count:
    """How many messages of a template that were made on a day are in a status now."""

    day: date
    template_id: UUID
    channel: str
    status: str
    count: int


def list_counts(
    service_id: UUID,
    key_type: str,
    first: date,
    last: date,
    *,
    channels: Sequence[str] = (),
    template_id: UUID | None = None,
) -> list[Count]:
    """Return the counts of the days from `first` to `last`, both included, oldest first."""
    rows = DailyCount.objects.filter(
        service_id=service_id, key_type=key_type, day__range=(first, last)
    )
    if channels:
        rows = rows.filter(channel__in=channels)
    if template_id is not None:
        rows = rows.filter(template_id=template_id)
    keys = ("day", "template_id", "channel", "status")
    sums = rows.values_list(*keys).annotate(Sum("count")).order_by(*keys)
    return [Count(*row) for row in sums if row[-1]]

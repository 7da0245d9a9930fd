"""What a service sent on each day, by channel, and which templates it used most."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from notify.message_templates.models import Channel
from notify.notifications.models import FAILED_STATUSES
from notify.services.models import ApiKey
from notify.stats.models import DailyCount
from notify.stats.queries import Totals, totals_of

# Only the service's own rows are read, by the index of the one-per-shard constraint.
TEMPLATES = """
SELECT t.id, t.name, t.channel, c.sent::bigint, c.failed::bigint FROM (
    SELECT template_id, sum(count) AS sent,
        COALESCE(sum(count) FILTER (WHERE status = ANY(%(failed)s)), 0) AS failed
    FROM stats_dailycount
    WHERE service_id = %(service)s AND day BETWEEN %(first)s AND %(last)s
    AND key_type <> 'test' AND status <> 'cancelled'
    GROUP BY template_id
) c JOIN message_templates_template t ON t.id = c.template_id
WHERE c.sent > 0 ORDER BY c.sent DESC, t.name LIMIT %(most)s
"""


@dataclass(frozen=True)
class TemplateUse:
    """How often a template was sent, and how many of those failed."""

    id: UUID
    name: str
    channel: str
    sent: int
    failed: int


def totals_by_day(service_id: UUID, first: date, last: date) -> dict[date, dict[str, Totals]]:
    """Return the totals of every day from `first` to `last`, by channel; one query."""
    rows = DailyCount.objects.filter(service_id=service_id, day__range=(first, last))
    rows = rows.exclude(key_type=ApiKey.Type.TEST)
    numbers: dict[tuple[date, str], dict[str, int]] = {}
    for day, channel, status, count in rows.values_list("day", "channel", "status").annotate(
        Sum("count")
    ):
        numbers.setdefault((day, channel), {})[status] = count
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {
        day: {channel: totals_of(numbers.get((day, channel), {})) for channel in Channel.values}
        for day in days
    }


def most_used_templates(service_id: UUID, first: date, last: date, most: int) -> list[TemplateUse]:
    """Return the templates that were sent most from `first` to `last`, both included."""
    with connection.cursor() as cursor:
        cursor.execute(
            TEMPLATES,
            {
                "service": service_id,
                "first": first,
                "last": last,
                "failed": [status.value for status in FAILED_STATUSES],
                "most": most,
            },
        )
        return [TemplateUse(*row) for row in cursor.fetchall()]

"""What a service sent on each day, by channel, and which templates it used most."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from notify.message_templates.models import Channel
from notify.notifications.models import FAILED_STATUSES
from notify.stats.queries import Totals, totals_of

# One pass over the service's own rows, which the index of the one-per-shard constraint finds, gives
# the totals of days and of templates.
COUNTS = """
SELECT c.day, c.channel, c.status, c.sent, c.failed, t.id, t.name, t.channel FROM (
    SELECT day, channel, status, template_id,
        COALESCE(sum(count) FILTER (WHERE status <> 'cancelled'), 0)::bigint AS sent,
        COALESCE(sum(count) FILTER (WHERE status = ANY(%(failed)s)), 0)::bigint AS failed
    FROM stats_dailycount
    WHERE service_id = %(service)s AND day BETWEEN %(first)s AND %(last)s AND key_type <> 'test'
    GROUP BY GROUPING SETS ((day, channel, status), (template_id))
) c LEFT JOIN message_templates_template t ON t.id = c.template_id
"""


@dataclass(frozen=True)
class TemplateUse:
    """How often a template was sent, and how many of those failed."""

    id: UUID
    name: str
    channel: str
    sent: int
    failed: int


@dataclass(frozen=True)
class Days:
    """Some days of a service: totals by day and channel, and the templates used most."""

    totals: dict[date, dict[str, Totals]]
    templates: list[TemplateUse]


def days_of(service_id: UUID, first: date, last: date, *, most: int) -> Days:
    """Return the days from `first` to `last`, both included; one query."""
    fields: dict[str, Any] = {
        "service": service_id,
        "first": first,
        "last": last,
        "failed": [status.value for status in FAILED_STATUSES],
    }
    numbers: dict[tuple[date, str], dict[str, int]] = {}
    used: list[TemplateUse] = []
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, fields)
        for day, channel, status, sent, failed, *template in cursor.fetchall():
            if day is not None:
                numbers.setdefault((day, channel), {})[status] = sent
            elif sent and template[0] is not None:
                identifier, name, of_channel = template
                used.append(TemplateUse(identifier, name, of_channel, sent, failed))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    totals = {
        day: {channel: totals_of(numbers.get((day, channel), {})) for channel in Channel.values}
        for day in days
    }
    used.sort(key=lambda use: (-use.sent, use.name))
    return Days(totals, used[:most])

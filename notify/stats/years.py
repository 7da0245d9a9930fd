"""A fiscal year of a service: by month, template, key, person and sender."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from notify.stats.calendar import fiscal_year_start

BY_MONTH = """
SELECT date_trunc('month', day)::date, channel,
    sum(count)::bigint,
    COALESCE(sum(count) FILTER (WHERE status IN ('delivered', 'sent')), 0)::bigint,
    COALESCE(sum(count) FILTER (WHERE status NOT IN
        ('delivered', 'sent', 'created', 'sending', 'pending', 'pending-virus-check')), 0)::bigint
FROM stats_dailycount
WHERE service_id = %(service)s AND day >= %(first)s AND day < %(last)s
AND key_type <> 'test' AND status <> 'cancelled'
GROUP BY 1, 2 HAVING sum(count) > 0 ORDER BY 1, 2
"""
BY_TEMPLATE = """
SELECT c.template_id, COALESCE(t.name, ''), c.channel, sum(c.count)::bigint
FROM stats_dailycount c LEFT JOIN message_templates_template t ON t.id = c.template_id
WHERE c.service_id = %(service)s AND c.day >= %(first)s AND c.day < %(last)s
AND c.key_type <> 'test' AND c.status <> 'cancelled'
GROUP BY 1, 2, 3 HAVING sum(c.count) > 0 ORDER BY 4 DESC, 2
"""
USES = """
SELECT 'key', u.channel, COALESCE(k.name, ''), sum(u.messages)::bigint, sum(u.fragments)::bigint
FROM stats_dailyuse u LEFT JOIN services_apikey k ON k.id = u.api_key_id
WHERE {of_year} AND u.api_key_id IS NOT NULL GROUP BY 2, 3
UNION ALL
SELECT 'person', u.channel, COALESCE(p.name, ''), sum(u.messages)::bigint, sum(u.fragments)::bigint
FROM stats_dailyuse u LEFT JOIN accounts_user p ON p.id = u.created_by_id
WHERE {of_year} AND u.created_by_id IS NOT NULL GROUP BY 2, 3
UNION ALL
SELECT 'sender', u.channel, u.sender, sum(u.messages)::bigint, sum(u.fragments)::bigint
FROM stats_dailyuse u WHERE {of_year} AND u.sender <> '' GROUP BY 2, 3
ORDER BY 4 DESC, 3
""".format(
    of_year="u.service_id = %(service)s AND u.day >= %(first)s AND u.day < %(last)s"
    " AND u.key_type <> 'test'"
)
FRAGMENTS = """
SELECT date_trunc('month', day)::date, sum(fragments)::bigint FROM stats_dailyuse
WHERE service_id = %(service)s AND day >= %(first)s AND day < %(last)s AND key_type <> 'test'
GROUP BY 1
"""


@dataclass(frozen=True)
class MonthUse:
    """A channel's messages of a month. Fragments are known of days that are over."""

    month: date
    channel: str
    sent: int
    delivered: int
    failed: int
    fragments: int = 0


@dataclass(frozen=True)
class TemplateYear:
    id: UUID
    name: str
    channel: str
    sent: int


@dataclass(frozen=True)
class Use:
    """What one key, person or sender sent on a channel."""

    channel: str
    name: str
    messages: int
    fragments: int


@dataclass(frozen=True)
class Year:
    """A fiscal year, from 1 April of `start`'s year."""

    start: date
    months: tuple[MonthUse, ...]
    templates: tuple[TemplateYear, ...]
    keys: tuple[Use, ...]
    people: tuple[Use, ...]
    senders: tuple[Use, ...]

    @property
    def end_year(self) -> int:
        return self.start.year + 1


def year_of(service_id: UUID, day: date) -> Year:
    """Read the fiscal year that a day is in."""
    start = fiscal_year_start(day)
    last = start.replace(year=start.year + 1)
    fields: dict[str, UUID | date] = {"service": service_id, "first": start, "last": last}
    fragments = dict(_read(FRAGMENTS, fields))
    uses = list(_read(USES, fields))
    months = [MonthUse(*row) for row in _read(BY_MONTH, fields)]
    return Year(
        start=start,
        months=tuple(_with_fragments(month, fragments) for month in months),
        templates=tuple(TemplateYear(*row) for row in _read(BY_TEMPLATE, fields)),
        keys=tuple(Use(*row[1:]) for row in uses if row[0] == "key"),
        people=tuple(Use(*row[1:]) for row in uses if row[0] == "person"),
        senders=tuple(Use(*row[1:]) for row in uses if row[0] == "sender"),
    )


def _with_fragments(month: MonthUse, fragments: dict[date, int]) -> MonthUse:
    if month.channel != "sms":
        return month
    found = fragments.get(month.month, 0)
    return MonthUse(month.month, month.channel, month.sent, month.delivered, month.failed, found)


def _read(statement: str, fields: dict[str, UUID | date]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, fields)
        return list(cursor.fetchall())

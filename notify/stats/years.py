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
USE = """
SELECT u.channel, COALESCE({name}, ''), sum(u.messages)::bigint, sum(u.fragments)::bigint
FROM stats_dailyuse u {join}
WHERE u.service_id = %(service)s AND u.day >= %(first)s AND u.day < %(last)s
AND u.key_type <> 'test' AND {present}
GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""
BY_KEY = USE.format(
    name="k.name",
    join="LEFT JOIN services_apikey k ON k.id = u.api_key_id",
    present="u.api_key_id IS NOT NULL",
)
BY_PERSON = USE.format(
    name="p.name",
    join="LEFT JOIN accounts_user p ON p.id = u.created_by_id",
    present="u.created_by_id IS NOT NULL",
)
BY_SENDER = USE.format(name="u.sender", join="", present="u.sender <> ''")
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
    months = [MonthUse(*row) for row in _read(BY_MONTH, fields)]
    return Year(
        start=start,
        months=tuple(_with_fragments(month, fragments) for month in months),
        templates=tuple(TemplateYear(*row) for row in _read(BY_TEMPLATE, fields)),
        keys=tuple(Use(*row) for row in _read(BY_KEY, fields)),
        people=tuple(Use(*row) for row in _read(BY_PERSON, fields)),
        senders=tuple(Use(*row) for row in _read(BY_SENDER, fields)),
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

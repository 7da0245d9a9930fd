"""How much services send, from the exact counts: by service over a week, by day over a month."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from notify.notifications.models import FAILED_STATUSES

WEEK = timedelta(days=6)
STATES = {
    "live": "s.active AND NOT s.restricted",
    "trial": "s.active AND s.restricted",
    "suspended": "NOT s.active",
}

BY_SERVICE = """
SELECT s.id, s.name_en, s.name_fr, COALESCE(o.name_en, ''), COALESCE(o.name_fr, ''),
    s.active, s.restricted,
    COALESCE(c.emails, 0)::bigint, COALESCE(c.texts, 0)::bigint, COALESCE(c.failed, 0)::bigint
FROM services_service s
LEFT JOIN services_organisation o ON o.id = s.organisation_id
LEFT JOIN (
    SELECT service_id, sum(count) FILTER (WHERE channel = 'email') AS emails,
        sum(count) FILTER (WHERE channel = 'sms') AS texts,
        sum(count) FILTER (WHERE status = ANY(%(failed)s)) AS failed
    FROM stats_dailycount
    WHERE day BETWEEN %(first)s AND %(last)s AND key_type <> 'test' AND status <> 'cancelled'
    GROUP BY service_id
) c ON c.service_id = s.id
WHERE {state} AND (%(name)s = '' OR s.name_en ILIKE %(like)s OR s.name_fr ILIKE %(like)s)
ORDER BY COALESCE(c.emails, 0) + COALESCE(c.texts, 0) DESC, s.name_en, s.id
LIMIT %(most)s OFFSET %(skip)s
"""
BY_DAY = """
SELECT day, channel, sum(count)::bigint,
    COALESCE(sum(count) FILTER (WHERE status = ANY(%(failed)s)), 0)::bigint,
    count(DISTINCT service_id)
FROM stats_dailycount
WHERE day BETWEEN %(first)s AND %(last)s AND key_type <> 'test' AND status <> 'cancelled'
GROUP BY 1, 2 HAVING sum(count) > 0 ORDER BY 1 DESC, 2
"""


@dataclass(frozen=True)
class ServiceVolume:
    """A service and what it sent in the seven days that end with a day."""

    id: UUID
    name_en: str
    name_fr: str
    organisation_en: str
    organisation_fr: str
    active: bool
    restricted: bool
    emails: int
    texts: int
    failed: int

    @property
    def sent(self) -> int:
        return self.emails + self.texts

    @property
    def failed_percent(self) -> float:
        return 100 * self.failed / self.sent if self.sent else 0.0


@dataclass(frozen=True)
class DayVolume:
    """What everybody sent on a day and channel, and how many services did."""

    day: date
    channel: str
    sent: int
    failed: int
    services: int


def services_by_volume(
    today: date, *, state: str = "live", name: str = "", most: int = 51, skip: int = 0
) -> list[ServiceVolume]:
    """Return services in a state ("live", "trial", "suspended"), those that send most first."""
    fields: dict[str, Any] = {
        "first": today - WEEK,
        "last": today,
        "failed": _failed(),
        "name": name,
        "like": f"%{_plain(name)}%",
        "most": most,
        "skip": skip,
    }
    with connection.cursor() as cursor:
        cursor.execute(BY_SERVICE.format(state=STATES[state]), fields)
        return [ServiceVolume(*row) for row in cursor.fetchall()]


def volumes_by_day(first: date, last: date) -> list[DayVolume]:
    """Return each day's volume by channel, the newest first."""
    fields: dict[str, Any] = {"first": first, "last": last, "failed": _failed()}
    with connection.cursor() as cursor:
        cursor.execute(BY_DAY, fields)
        return [DayVolume(*row) for row in cursor.fetchall()]


def _failed() -> list[str]:
    return [status.value for status in FAILED_STATUSES]


def _plain(text: str) -> str:
    """Take the meaning from the signs that LIKE reads."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

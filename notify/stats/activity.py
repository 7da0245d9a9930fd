"""What the whole product sends, for the public: totals by month and channel.

Only live services that count in public figures, and no test keys. Read from the exact counts.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from notify.services.models import Service

BY_MONTH = """
SELECT date_trunc('month', c.day)::date,
    COALESCE(sum(c.count) FILTER (WHERE c.channel = 'email'), 0)::bigint,
    COALESCE(sum(c.count) FILTER (WHERE c.channel = 'sms'), 0)::bigint
FROM stats_dailycount c
JOIN services_service s ON s.id = c.service_id AND s.count_as_live AND NOT s.restricted
WHERE c.key_type <> 'test' AND c.status <> 'cancelled'
GROUP BY 1 HAVING sum(c.count) > 0 ORDER BY 1 DESC
"""


@dataclass(frozen=True)
class Month:
    """What was sent in a month. `first` is its first day."""

    first: date
    emails: int
    texts: int

    @property
    def total(self) -> int:
        return self.emails + self.texts


@dataclass(frozen=True)
class Activity:
    """Every month in which something was sent, the newest first, and how many services are live."""

    months: tuple[Month, ...]
    services: int
    organisations: int

    @property
    def emails(self) -> int:
        return sum(month.emails for month in self.months)

    @property
    def texts(self) -> int:
        return sum(month.texts for month in self.months)


def read_activity() -> Activity:
    """Read the public figures now."""
    with connection.cursor() as cursor:
        cursor.execute(BY_MONTH)
        months = tuple(Month(*row) for row in cursor.fetchall())
    live = Service.objects.filter(active=True, restricted=False, count_as_live=True)
    organisations = live.exclude(organisation=None).values("organisation").distinct().count()
    return Activity(months, live.count(), organisations)

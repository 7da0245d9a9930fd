"""Tell services at 80 % and at 100 % of their daily and annual limits, once for each.

A periodic duty, so that the sends themselves pay nothing for it.
"""

from datetime import UTC, date, datetime
from uuid import UUID

from django.db import connection

from notify.services.notices import record_notice
from notify.stats.calendar import business_day, fiscal_year_start
from notify.stats.queries import WARNING_PERCENT

NEAR, REACHED = "near", "reached"
# Four look-ups by key for each service: the table of usage itself grows by every day.
FIND = """
SELECT s.id, w.channel, w.period, w.start, w.most, u.used >= w.most
FROM services_service s
CROSS JOIN LATERAL (VALUES
    ('email', 'day', %(day)s::date, s.message_limit),
    ('sms', 'day', %(day)s::date, s.sms_daily_limit),
    ('email', 'year', %(year)s::date, s.email_annual_limit),
    ('sms', 'year', %(year)s::date, s.sms_annual_limit)
) AS w(channel, period, start, most)
JOIN stats_usage u ON u.service_id = s.id AND u.channel = w.channel
    AND u.period = w.period AND u.start = w.start
WHERE s.active AND w.most > 0 AND u.used * 100 >= w.most::bigint * %(percent)s
ORDER BY s.id, w.channel, w.period
"""


def warn_of_limits(now: datetime | None = None) -> int:
    """Record a notice for every limit that is near or reached; return how many are new."""
    day = business_day(now or datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute(
            FIND, {"day": day, "year": fiscal_year_start(day), "percent": WARNING_PERCENT}
        )
        found = cursor.fetchall()
    return sum(_warn(*row) for row in found)


def notice_kind(channel: str, period: str, level: str) -> str:
    """Return the name of a notice; its words are in system_texts/limits.py."""
    return f"limit-{channel}-{period}-{level}"


def _warn(
    service_id: UUID, channel: str, period: str, start: date, most: int, is_full: bool
) -> bool:
    kind = notice_kind(channel, period, REACHED if is_full else NEAR)
    # A limit that was raised is another occasion.
    return record_notice(service_id, kind, {"limit": most}, once_key=f"{start.isoformat()} {most}")

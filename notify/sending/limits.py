"""What is left of a service's daily and annual limits, and when they start again."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from notify.sending.store import Limits, OverLimit
from notify.stats.calendar import business_day, fiscal_year_start
from notify.stats.models import Usage


def check_room(service_id: UUID, channel: str, cost: int, limits: Limits) -> None:
    """Say whether there is room now, reserving nothing. Raises OverLimit, for the year first."""
    day = business_day(datetime.now(UTC))
    starts = {Usage.Period.YEAR.value: fiscal_year_start(day), Usage.Period.DAY.value: day}
    rows = Usage.objects.filter(service_id=service_id, channel=channel, start__in=starts.values())
    used = {
        period: count
        for period, start, count in rows.values_list("period", "start", "used")
        if starts[period] == start
    }
    for period, limit in (("year", limits.annual), ("day", limits.daily)):
        if used.get(period, 0) + cost > limit:
            raise OverLimit(period, channel, limit)


def seconds_until_reset(period: str, now: datetime) -> int:
    """Return how long a full limit stays full: to local midnight, or to the next 1 April."""
    today = business_day(now)
    tomorrow = today + timedelta(days=1)
    if period == "year":
        year_start = fiscal_year_start(today)
        tomorrow = date(year_start.year + 1, year_start.month, 1)
    midnight = datetime.combine(tomorrow, time(), ZoneInfo(settings.LOCAL_TIME_ZONE))
    return int((midnight - now).total_seconds()) + 1

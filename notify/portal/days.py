"""Days that people filter by: the platform's business days, from midnight to midnight."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)  # beyond them, times cannot be computed


def read_day(text: str) -> date | None:
    """Return a day written as `2026-06-03`; nothing for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return min(max(day, EARLIEST), LATEST)


def start_of(day: date) -> datetime:
    """Return the midnight that a day begins with."""
    return datetime.combine(day, time(), ZoneInfo(settings.LOCAL_TIME_ZONE))


def end_of(day: date) -> datetime:
    """Return the midnight that a day ends with."""
    return start_of(day + timedelta(days=1))

"""Business days and fiscal years. Days are local (America/Toronto by default), instants are UTC."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

FISCAL_YEAR_MONTH = 4


@lru_cache(maxsize=4)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def business_day(instant: datetime) -> date:
    return instant.astimezone(_zone(settings.LOCAL_TIME_ZONE)).date()


def fiscal_year_start(day: date) -> date:
    """Return the 1 April on or before a day."""
    year = day.year if day.month >= FISCAL_YEAR_MONTH else day.year - 1
    return date(year, FISCAL_YEAR_MONTH, 1)

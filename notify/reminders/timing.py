"""When a reminder is due: days before a date, at a time, where the recipient lives.

Times are wall-clock times of the recipient's zone. One that a change to summer time skips is the
same distance after the gap; one that comes twice is the first.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from phonenumbers import timezone as number_zones

FURTHEST_DAYS = 365  # days before the date; also how far ahead a date may be, twice over
BEFORE_QUIET = timedelta(minutes=15)
END_OF_DAY = time(23, 59, 59)  # a date without a time
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?")


class NotADate(ValueError):
    """A text that is not `2026-06-03` or `2026-06-03 14:00`, or no such day."""


class UnknownZone(ValueError):
    """A name that is no time zone of the IANA database."""


@dataclass(frozen=True)
class Rule:
    """How long before the date, and at what time."""

    days_before: int
    at: time


@dataclass(frozen=True)
class Quiet:
    """Hours in which nothing is sent; over midnight where `starts` is after `ends`."""

    starts: time
    ends: time

    def covers(self, moment: time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= moment < self.ends
        return moment >= self.starts or moment < self.ends


def read_date(text: str, zone: str) -> datetime:
    """Read a day, or a day and a time, of a zone. A day alone ends at midnight. Raises NotADate."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise NotADate(text)
    year, month, day, hour, minute = match.groups()
    try:
        if hour is None:
            found = date(int(year), int(month), int(day))
            local = datetime.combine(found, END_OF_DAY)
        else:
            local = datetime(int(year), int(month), int(day), int(hour), int(minute))
    except ValueError:
        raise NotADate(text) from None
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def due_at(event: datetime, rule: Rule, zone: str, quiet: Quiet | None) -> datetime:
    """Return when a reminder of an event is sent, quiet hours kept.

    It comes after them, or before them where the event is over by their end.
    """
    day = event.astimezone(ZoneInfo(zone)).date() - timedelta(days=rule.days_before)
    asked = datetime.combine(day, rule.at, ZoneInfo(zone)).astimezone(UTC)
    due = after_quiet(asked, zone, quiet)
    return before_quiet(asked, zone, quiet) if quiet and asked < event <= due else due


def before_quiet(instant: datetime, zone: str, quiet: Quiet) -> datetime:
    """Return a while before the quiet hours that an instant falls into."""
    local = instant.astimezone(ZoneInfo(zone))
    day = local.date()
    if quiet.starts > quiet.ends and local.time() < quiet.ends:
        day -= timedelta(days=1)
    starts = datetime.combine(day, quiet.starts, ZoneInfo(zone)).astimezone(UTC)
    return starts - BEFORE_QUIET


def after_quiet(instant: datetime, zone: str, quiet: Quiet | None) -> datetime:
    """Return an instant, or the end of the quiet hours that it falls into."""
    if quiet is None:
        return instant
    local = instant.astimezone(ZoneInfo(zone))
    if not quiet.covers(local.time()):
        return instant
    day = local.date()
    if quiet.starts > quiet.ends and local.time() >= quiet.starts:
        day += timedelta(days=1)
    return datetime.combine(day, quiet.ends, ZoneInfo(zone)).astimezone(UTC)


def check_zone(name: str) -> str:
    """Return the name of a time zone. Raises UnknownZone."""
    if name not in _zones():
        raise UnknownZone(name)
    return name


def zone_of_number(e164: str) -> str | None:
    """Return the time zone of a phone number's area code, if it has just one."""
    zones = number_zones.time_zones_for_number(phonenumbers.parse(e164))
    known = [zone for zone in zones if zone in _zones()]
    return str(known[0]) if len(known) == 1 else None


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())

"""Instants in and out: what `scheduled_for` may look like, and how answers print time."""

import re
from datetime import UTC, datetime, timedelta, timezone

# Section 3.7 of the API contract: a year alone is enough, and everything after it is optional.
_ISO_8601 = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?|(?P<month2>\d{2})(?P<day2>\d{2})?)?"
    r"(?:[ T](?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{1,2})"
    r"(?:[.,](?P<fraction>\d+))?)?)?"
    r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)


class NotAnInstant(ValueError):
    """A text is not ISO 8601, or no day or hour that exists."""


def parse_instant(text: str) -> datetime:
    """Return the instant of an ISO 8601 text; one without an offset is UTC.

    Raises NotAnInstant.
    """
    match = _ISO_8601.fullmatch(text)
    if match is None:
        raise NotAnInstant
    part = match.groupdict()
    fraction = (part["fraction"] or "0")[:6].ljust(6, "0")
    try:
        local = datetime(
            int(part["year"]),
            int(part["month"] or part["month2"] or 1),
            int(part["day"] or part["day2"] or 1),
            int(part["hour"] or 0),
            int(part["minute"] or 0),
            int(part["second"] or 0),
            int(fraction),
            tzinfo=_zone(part["zone"]),
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotAnInstant from error


def print_instant(instant: datetime) -> str:
    """Write an instant the way that v2 objects and callbacks do: 2017-05-14T12:15:30.000000Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def print_instant_or_null(instant: datetime | None) -> str | None:
    return None if instant is None else print_instant(instant)


def _zone(text: str | None) -> timezone:
    if text is None or text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset)

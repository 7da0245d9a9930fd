"""When a reminder is due, in the recipient's own time."""

from datetime import UTC, datetime, time

import pytest

from notify.reminders.timing import (
    NotADate,
    Quiet,
    Rule,
    UnknownZone,
    after_quiet,
    check_zone,
    due_at,
    read_date,
    zone_of_number,
)

TORONTO, VANCOUVER = "America/Toronto", "America/Vancouver"
NINE = time(9)
NIGHT = Quiet(time(21), time(8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-06-03 14:00", TORONTO, "2026-06-03T18:00"),
        ("2026-06-03T14:00:00", VANCOUVER, "2026-06-03T21:00"),
        (" 2026-06-03 ", TORONTO, "2026-06-04T03:59:59"),
    ],
)
def test_a_date_is_read_in_the_persons_zone(text: str, zone: str, expected: str) -> None:
    assert read_date(text, zone) == at(expected)


@pytest.mark.parametrize("text", ["", "03/06/2026", "2026-02-30", "2026-6-3", "2026-06-03 25:00"])
def test_what_is_no_date_or_reads_two_ways_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        read_date(text, TORONTO)


@pytest.mark.parametrize(
    ("event", "days", "zone", "expected"),
    [
        ("2026-06-03T18:00", 2, TORONTO, "2026-06-01T13:00"),
        ("2026-06-03T18:00", 0, TORONTO, "2026-06-03T13:00"),
        ("2026-06-03T18:00", 2, VANCOUVER, "2026-06-01T16:00"),
        # The clocks go back on 1 November 2026: nine in the morning is an hour later in UTC.
        ("2026-11-02T15:00", 1, TORONTO, "2026-11-01T14:00"),
        # In Vancouver it is still the day before.
        ("2026-06-04T03:00", 1, VANCOUVER, "2026-06-02T16:00"),
    ],
)
def test_a_reminder_is_due_days_before_at_a_time_of_the_zone(
    event: str, days: int, zone: str, expected: str
) -> None:
    assert due_at(at(event), Rule(days, NINE), zone, None) == at(expected)


def test_a_time_that_the_summer_skips_is_just_after_it() -> None:
    # At two in the morning of 8 March 2026 the clocks of Toronto go to three.
    due = due_at(at("2026-03-08T20:00"), Rule(0, time(2, 30)), TORONTO, None)

    assert due == at("2026-03-08T07:30")


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-06-03T03:00", "2026-06-03T12:00"),  # 11 p.m.: the next morning
        ("2026-06-03T07:00", "2026-06-03T12:00"),  # 3 a.m.: the same morning
        ("2026-06-03T12:00", "2026-06-03T12:00"),  # 8 a.m.: they are over
        ("2026-06-03T16:00", "2026-06-03T16:00"),
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning(instant: str, expected: str) -> None:
    assert after_quiet(at(instant), TORONTO, NIGHT) == at(expected)


@pytest.mark.parametrize(
    ("event", "hour", "expected"),
    [
        # An appointment at half past seven is over when the night's quiet ends at eight.
        ("2026-06-03T11:30", 6, "2026-06-03T00:45"),
        ("2026-06-03T13:30", 6, "2026-06-03T12:00"),
        ("2026-06-04T02:30", 22, "2026-06-04T00:45"),
    ],
)
def test_a_date_that_is_over_when_quiet_hours_end_is_told_before_them(
    event: str, hour: int, expected: str
) -> None:
    assert due_at(at(event), Rule(0, time(hour)), TORONTO, NIGHT) == at(expected)


def test_quiet_hours_within_a_day() -> None:
    noon = Quiet(time(12), time(13))

    assert after_quiet(at("2026-06-03T16:30"), TORONTO, noon) == at("2026-06-03T17:00")


@pytest.mark.parametrize(
    ("number", "zone"),
    [("+16045550177", VANCOUVER), ("+15065550177", "America/Halifax"), ("+18005550177", None)],
)
def test_an_area_code_tells_the_zone_where_it_has_one(number: str, zone: str | None) -> None:
    assert zone_of_number(number) == zone


def test_a_zone_that_does_not_exist_is_refused() -> None:
    assert check_zone(TORONTO) == TORONTO
    with pytest.raises(UnknownZone):
        check_zone("America/Atlantis")

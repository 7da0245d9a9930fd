"""A time chosen in a zone whose clocks change."""

from datetime import UTC, datetime

import pytest

from notify.portal.schedule_form import ScheduleForm


def chosen(day: str, time: str, now: datetime, zone: str = "America/Toronto") -> ScheduleForm:
    form = ScheduleForm({"when": "later", "day": day, "time": time, "zone": zone}, now=now)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("time", "instant"),
    [
        ("01:45", datetime(2027, 3, 14, 6, 45, tzinfo=UTC)),
        ("03:00", datetime(2027, 3, 14, 7, tzinfo=UTC)),
    ],
)
def test_times_around_the_lost_hour_are_kept(time: str, instant: datetime) -> None:
    form = chosen("2027-03-14", time, datetime(2027, 3, 12, 12, tzinfo=UTC))

    assert form.scheduled_for == instant


@pytest.mark.parametrize("time", ["02:00", "02:45"])
def test_a_time_in_the_lost_hour_is_refused(time: str) -> None:
    form = chosen("2027-03-14", time, datetime(2027, 3, 12, 12, tzinfo=UTC))

    assert form.scheduled_for is None
    assert form.errors == {"time": ["The clocks go forward then: choose a time before or after"]}


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    now = datetime(2027, 11, 6, 12, tzinfo=UTC)

    assert chosen("2027-11-07", "01:30", now).scheduled_for == datetime(
        2027, 11, 7, 5, 30, tzinfo=UTC
    )
    assert chosen("2027-11-07", "02:00", now).scheduled_for == datetime(2027, 11, 7, 7, tzinfo=UTC)

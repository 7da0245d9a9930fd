"""Days that people filter by, those that no calendar has and those at its ends included."""

import pytest
from django.test import Client
from django.urls import reverse

from notify.portal.days import end_of, read_day, start_of
from notify.services.models import Service

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["", "June 3", "2026-02-30"])
def test_what_is_no_day_filters_nothing(text: str) -> None:
    assert read_day(text) is None


def test_a_day_goes_from_midnight_to_midnight_where_clocks_change() -> None:
    day = read_day("2026-11-01")
    assert day is not None

    assert start_of(day).isoformat() == "2026-11-01T00:00:00-04:00"
    assert end_of(day).isoformat() == "2026-11-02T00:00:00-05:00"


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    ("page", "fields"), [("messages", "first last"), ("history", "since until")]
)
def test_days_at_the_ends_of_the_calendar_are_taken(
    as_alice: Client, service: Service, page: str, fields: str, text: str
) -> None:
    query = dict.fromkeys(fields.split(), text)

    assert as_alice.get(reverse(f"portal:{page}", args=[service.id]), query).status_code == 200

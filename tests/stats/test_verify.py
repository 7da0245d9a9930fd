"""verify_counts sees every difference between counts and rows."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db.models import F

from notify.notifications.models import Notification
from notify.services.models import Service
from notify.stats.calendar import business_day, fiscal_year_start
from notify.stats.models import DailyCount
from notify.stats.verify import differing_counts
from tests.delivery.rows import accept

pytestmark = pytest.mark.django_db


def today():  # type: ignore[no-untyped-def]
    return business_day(datetime.now(UTC))


def test_counts_that_agree_are_not_reported(service: Service) -> None:
    accept(service, 20)

    assert differing_counts(today()) == []
    call_command("verify_counts", verbosity=0)


def test_a_count_that_is_off_by_one_is_reported(service: Service) -> None:
    accept(service, 20)
    one = DailyCount.objects.filter(service_id=service.id).first()
    assert one is not None
    DailyCount.objects.filter(pk=one.pk).update(count=F("count") + 1)

    (difference,) = differing_counts(today())

    assert (difference.counted, difference.rows, difference.status) == (21, 20, "created")


def test_a_row_that_changed_without_its_count_is_reported(service: Service) -> None:
    (identifier,) = accept(service)
    Notification.objects.filter(pk=identifier).update(status="delivered")

    assert [(d.status, d.counted, d.rows) for d in differing_counts(today())] == [
        ("created", 1, 0),
        ("delivered", 0, 1),
    ]
    with pytest.raises(SystemExit):
        call_command("verify_counts", verbosity=0)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param("2026-01-02T04:59:00+00:00", "2026-01-01", id="winter-evening-in-ottawa"),
        pytest.param("2026-01-02T05:00:00+00:00", "2026-01-02", id="winter-midnight"),
        pytest.param("2026-07-02T03:59:00+00:00", "2026-07-01", id="summer-evening"),
        pytest.param("2026-07-02T04:00:00+00:00", "2026-07-02", id="summer-midnight"),
    ],
)
def test_a_business_day_begins_at_local_midnight(instant: str, day: str) -> None:
    assert business_day(datetime.fromisoformat(instant)).isoformat() == day


@pytest.mark.parametrize(
    ("day", "start"),
    [("2026-03-31", "2025-04-01"), ("2026-04-01", "2026-04-01"), ("2026-12-31", "2026-04-01")],
)
def test_a_fiscal_year_begins_in_april(day: str, start: str) -> None:
    assert fiscal_year_start(datetime.fromisoformat(day).date()).isoformat() == start

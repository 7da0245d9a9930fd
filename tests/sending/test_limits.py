"""When a full limit has room again."""

from datetime import UTC, datetime

import pytest

from notify.sending.limits import check_room, seconds_until_reset
from notify.sending.store import Limits, OverLimit, count_simulated
from notify.services.models import Service

HOUR = 3600


@pytest.mark.parametrize(
    ("period", "now", "seconds"),
    [
        pytest.param("day", datetime(2026, 11, 23, 17, tzinfo=UTC), 12 * HOUR, id="winter-noon"),
        pytest.param("day", datetime(2026, 7, 1, 16, tzinfo=UTC), 12 * HOUR, id="summer-noon"),
        pytest.param("day", datetime(2026, 11, 1, 4, tzinfo=UTC), 25 * HOUR, id="clocks-go-back"),
        pytest.param("year", datetime(2027, 4, 1, 3, tzinfo=UTC), 1 * HOUR, id="end-of-the-year"),
        pytest.param("year", datetime(2027, 4, 1, 4, tzinfo=UTC), 366 * 24 * HOUR, id="new-year"),
    ],
)
def test_a_limit_starts_again_at_local_midnight(period: str, now: datetime, seconds: int) -> None:
    assert seconds_until_reset(period, now) == seconds + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limits", "period"),
    [(Limits(daily=1, annual=9), "day"), (Limits(daily=1, annual=1), "year")],
)
def test_room_is_looked_at_without_taking_it(service: Service, limits: Limits, period: str) -> None:
    check_room(service.id, "email", 1, limits)
    count_simulated(service.id, "email", 1, limits)
    count_simulated(service.id, "sms", 1, limits)

    with pytest.raises(OverLimit) as caught:
        check_room(service.id, "email", 1, limits)

    assert caught.value.period == period

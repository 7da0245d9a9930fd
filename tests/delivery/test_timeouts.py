"""Messages that hear nothing for three days end; the rest do not."""

from datetime import timedelta

import pytest
from django.db.models import F

from notify.delivery.timeouts import end_silent_messages
from notify.notifications.models import Notification
from notify.services.models import Service
from notify.stats.calendar import business_day
from notify.stats.verify import differing_counts
from tests.delivery.rows import accept

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("sending", "temporary-failure"),
        ("created", "technical-failure"),
        ("sent", "sent"),
        ("delivered", "delivered"),
    ],
)
def test_silence_ends_what_it_should(service: Service, status: str, expected: str) -> None:
    (old,) = accept(service)
    (young,) = accept(service)
    rows = Notification.objects.filter(pk__in=[old, young])
    rows.update(status=status)
    rows.filter(pk=old).update(created_at=F("created_at") - timedelta(days=3, minutes=1))

    end_silent_messages()

    assert Notification.objects.get(pk=old).status == expected
    assert Notification.objects.get(pk=young).status == status


def test_counts_move_with_it(service: Service) -> None:
    ids = accept(service, 9)
    rows = Notification.objects.filter(pk__in=ids)
    rows.update(created_at=F("created_at") - timedelta(days=4))

    assert end_silent_messages() == 9

    day = business_day(rows.first().created_at) - timedelta(days=1)  # type: ignore[union-attr]
    assert differing_counts(day) == []

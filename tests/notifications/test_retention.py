"""Messages are forgotten when retention ends; what is still to be sent, and counts, stay."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from notify.notifications.ids import first_id_at
from notify.notifications.models import Notification
from notify.notifications.partitions import create_partition, create_partitions
from notify.notifications.retention import drop_old_partitions, forget_old_notifications
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept, counts

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
_offsets = itertools.count(0, 1000)


def accept_days_ago(service: Service, days: int, number: int = 1, **fields: object) -> list[UUID]:
    when = NOW - timedelta(days=days)
    create_partition(when.date())
    first = first_id_at(when).int + next(_offsets)
    ids = [UUID(int=first + n) for n in range(number)]
    for identifier in ids:
        accept(service, id=identifier, created_at=when, **fields)
    return ids


def finish(ids: list[UUID]) -> None:
    Notification.objects.filter(id__in=ids).update(due_at=None)


def partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname ~ '^notifications_notification_[0-9]{8}$'"
        )
        return {name for (name,) in cursor.fetchall()}


def test_partitions_exist_ten_days_ahead() -> None:
    create_partitions()

    ahead = NOW.date() + timedelta(days=10)
    assert f"notifications_notification_{ahead:%Y%m%d}" in partitions()
    assert create_partitions() == 0


def test_a_day_whose_messages_came_before_its_partition_stays_without_one(service: Service) -> None:
    early = NOW + timedelta(days=30)  # by a clock that was wrong
    accept(service, id=first_id_at(early), created_at=early)

    made = create_partitions(early.date())

    assert made == 11  # of twelve days
    assert f"notifications_notification_{early:%Y%m%d}" not in partitions()
    assert Notification.objects.count() == 1


def test_messages_of_days_without_a_partition_are_forgotten_too(service: Service) -> None:
    ids = [first_id_at(NOW - timedelta(days=days)) for days in (40, 41, 6)]
    for identifier in ids:
        accept(service, id=identifier)
    finish([ids[0], ids[2]])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_notification_default")
        assert cursor.fetchone()[0] >= 2  # of the first two there is no partition

    assert forget_old_notifications(NOW) == 1

    assert set(Notification.objects.values_list("id", flat=True)) == set(ids[1:])


def test_a_day_that_nobody_keeps_is_dropped(service: Service) -> None:
    old, kept = accept_days_ago(service, 9, 3), accept_days_ago(service, 6)
    finish(old + kept)

    dropped = drop_old_partitions(NOW.date())

    assert f"notifications_notification_{NOW - timedelta(days=9):%Y%m%d}" in dropped
    assert list(Notification.objects.values_list("id", flat=True)) == kept
    assert counts(service) == {"created": 4}


def test_a_partition_with_work_left_is_kept(service: Service) -> None:
    ids = accept_days_ago(service, 9)

    assert drop_old_partitions(NOW.date()) == []
    assert Notification.objects.filter(id__in=ids).exists()


def test_a_service_may_keep_less(service: Service) -> None:
    short = factories.make_service(email_retention_days=3)
    ids = accept_days_ago(short, 4, 2) + accept_days_ago(service, 4)
    waiting = accept_days_ago(short, 5)
    recent = accept_days_ago(short, 1)
    finish(ids + recent)

    deleted = forget_old_notifications(NOW)

    assert deleted == 2
    left = set(Notification.objects.values_list("id", flat=True))
    assert left == {ids[2], waiting[0], recent[0]}

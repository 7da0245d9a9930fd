"""What costs others memory, writes and days, and not us. Numbers: docs/weaknesses.md."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from notify.delivery import timeouts
from notify.delivery.timeouts import end_silent_messages
from notify.notifications.ids import first_id_at
from notify.notifications.models import JobChunk, Notification
from notify.notifications.partitions import create_partition
from notify.notifications.retention import forget_old_notifications
from notify.sending.batch import ROWS_IN_CHUNK
from notify.services.models import Service
from notify.stats.models import DailyCount
from tests.delivery.rows import accept, counted_rows, counts
from tests.sending.jobs import accept_list, email_rows

pytestmark = pytest.mark.django_db

MOST_INDEXES = 8  # with the key's own
NEVER_INDEXED = {"status", "updated_at", "sent_at", "claim", "attempts", "history", "provider"}


def test_17_a_list_is_in_memory_three_times(service: Service) -> None:
    accept_list(service, email_rows(ROWS_IN_CHUNK + 5))

    sizes = list(JobChunk.objects.order_by("first_row").values_list("row_count", flat=True))

    assert sizes == [ROWS_IN_CHUNK, 5]  # a worker opens one of them at a time


def test_17_messages_that_time_out_are_read_all_at_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(service, 400)
    Notification.objects.update(created_at=datetime.now(UTC) - timedelta(days=4), due_at=None)
    monkeypatch.setattr(timeouts, "END", timeouts.END.replace("LIMIT 5000", "LIMIT 100"))
    monkeypatch.setattr(timeouts, "ROWS_AT_ONCE", 100)
    tracemalloc.start()

    ended = end_silent_messages()

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ended == 400
    assert peak < 5_000_000  # ids of a batch, never the messages
    assert counts(service) == counted_rows(service) == {"technical-failure": 400}


def test_19_every_change_of_status_writes_to_many_indexes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, array_agg(a.attname) FROM pg_index i "
            "JOIN pg_attribute a ON a.attrelid = i.indexrelid "
            "WHERE i.indrelid = 'notifications_notification'::regclass GROUP BY 1"
        )
        indexes = dict(cursor.fetchall())

    assert len(indexes) <= MOST_INDEXES
    indexed = {column for columns in indexes.values() for column in columns}
    assert not indexed & NEVER_INDEXED


def test_19_old_messages_are_deleted_row_by_row(service: Service) -> None:
    when = datetime.now(UTC) - timedelta(days=9)
    create_partition(when.date())
    accept(service, id=first_id_at(when), created_at=when)
    Notification.objects.update(due_at=None)
    partition = f"notifications_notification_{when:%Y%m%d}"

    forget_old_notifications()

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [partition])
        assert cursor.fetchone() == (None,)
    assert sum(DailyCount.objects.values_list("count", flat=True)) == 1  # statistics survive

"""Forget messages when their service's retention ends. Their counts stay.

A day of messages is dropped as a partition once no service may keep it; rows of services that keep
less, and of days without a partition, are deleted a few thousand at a time. A message that is still
to be sent is never forgotten.
"""

import logging
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection

from notify.notifications.ids import first_id_at
from notify.notifications.partitions import DEFAULT, TABLE, partition_name
from notify.services.models import Service

logger = logging.getLogger(__name__)

LONGEST_RETENTION_DAYS = 7
ROWS_AT_ONCE = 5_000

PARTITIONS = """
SELECT child.relname FROM pg_inherits
JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
WHERE parent.relname = %s AND child.relname ~ %s ORDER BY 1
"""

# In the order of the index of due rows, or the planner may read a whole day to find none.
WAITING = """
SELECT id FROM {name} WHERE due_at IS NOT NULL ORDER BY queue, service_id, due_at LIMIT 1
"""

DELETE = f"""
DELETE FROM {TABLE} WHERE id = ANY(ARRAY(
    SELECT id FROM {TABLE}
    WHERE service_id = %s AND channel = %s AND id < %s AND due_at IS NULL LIMIT {ROWS_AT_ONCE}
))
"""  # noqa: S608  no value is interpolated

DELETE_OF_DEFAULT = f"""
DELETE FROM {DEFAULT} WHERE id = ANY(ARRAY(
    SELECT id FROM {DEFAULT} WHERE id < %s AND due_at IS NULL LIMIT {ROWS_AT_ONCE}
))
"""  # noqa: S608  no value is interpolated


def forget_old_notifications(now: datetime | None = None) -> int:
    """Drop partitions and delete rows past retention; return how many rows were deleted singly."""
    now = now or datetime.now(UTC)
    drop_old_partitions(now.date())
    longest_kept = first_id_at(_cutoff(now.date(), LONGEST_RETENTION_DAYS))
    return _delete(DELETE_OF_DEFAULT, longest_kept) + sum(
        _delete(DELETE, service.id, channel, first_id_at(_cutoff(now.date(), days)))
        for service in Service.objects.only("id", "email_retention_days", "sms_retention_days")
        for channel, days in (
            ("email", service.email_retention_days),
            ("sms", service.sms_retention_days),
        )
        if days < LONGEST_RETENTION_DAYS
    )


def drop_old_partitions(today: date) -> list[str]:
    """Drop the partitions of days that no service keeps; return their names."""
    first_kept = partition_name(_cutoff(today, LONGEST_RETENTION_DAYS).date())
    dropped = []
    with connection.cursor() as cursor:
        cursor.execute(PARTITIONS, [TABLE, rf"^{TABLE}_\d{{8}}$"])
        for (name,) in cursor.fetchall():
            if name >= first_kept:
                break
            cursor.execute(WAITING.format(name=name))
            if cursor.fetchone() is not None:
                logger.error("Partition %s still has messages to send and is kept", name)
                continue
            cursor.execute(f"DROP TABLE {name}")
            dropped.append(name)
    return dropped


def _cutoff(today: date, days: int) -> datetime:
    """Return the first kept instant: the end of the UTC day that lies `days` back."""
    day = today - timedelta(days=days - 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _delete(statement: str, *parameters: UUID | str) -> int:
    deleted = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            gone = int(cursor.rowcount)
            deleted += gone
            if gone < ROWS_AT_ONCE:
                return deleted

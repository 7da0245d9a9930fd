"""Partitions of the notifications table: one a day (UTC), cut on the time in the id."""

import logging
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from notify.notifications.ids import first_id_at

logger = logging.getLogger(__name__)

TABLE = "notifications_notification"
DEFAULT = f"{TABLE}_default"
DAYS_AHEAD = 10


def partition_name(day: date) -> str:
    return f"{TABLE}_{day:%Y%m%d}"


def create_partition(day: date) -> bool:
    """Create a day's partition; false when it is there already, or its messages came before it.

    Those are in the default partition, and PostgreSQL then refuses to make the day's. They stay
    there, and so do the day's others: a worker's outcome could miss a row that is being moved.
    """
    name = partition_name(day)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0]:
            return False
        low, high = first_id_at(start), first_id_at(start + timedelta(days=1))
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {DEFAULT} WHERE id >= %s AND id < %s)",  # noqa: S608
            [low, high],
        )
        if cursor.fetchone()[0]:
            logger.warning("Messages of %s are in the default partition and stay there", day)
            return False
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {TABLE} "
            f"FOR VALUES FROM ('{low}') TO ('{high}')"
        )
    return True


def create_partitions(today: date | None = None) -> int:
    """Create yesterday's to DAYS_AHEAD days' partitions; return how many were missing.

    A default partition catches rows outside them, so a late scheduler or a wrong clock loses
    nothing.
    """
    today = today or datetime.now(UTC).date()
    return sum(create_partition(today + timedelta(days=n)) for n in range(-1, DAYS_AHEAD + 1))

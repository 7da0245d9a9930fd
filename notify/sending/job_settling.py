"""Stop the messages of a paused or cancelled job that are made and have not left yet."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from notify.notifications.ids import first_id_at
from notify.notifications.models import Job, JobStatus
from notify.stats.ledger import count_changes
from notify.stats.usage import release

ROWS_AT_ONCE = 5_000
LOOK_AGAIN_AFTER = timedelta(seconds=30)
CLOCK_MARGIN = timedelta(days=1)

# A claimed message may be with its provider by now: it is left alone. The ids bound the search to
# the partitions that can hold it.
WAITING = """
    job_id = %(job)s AND id >= %(first)s AND status = 'created'
"""
PICK = f"""
SELECT id, CASE channel WHEN 'sms' THEN fragments ELSE 1 END FROM notifications_notification
WHERE {WAITING} AND claim IS NULL ORDER BY id LIMIT {ROWS_AT_ONCE} FOR UPDATE SKIP LOCKED
"""  # noqa: S608  no value is interpolated
CANCEL = f"""
WITH changed AS (
    UPDATE notifications_notification n SET
        status = 'cancelled', due_at = NULL, updated_at = now(),
        history = n.history || jsonb_build_object('status', 'cancelled', 'at', now())
    WHERE n.id = ANY(%(ids)s)
    RETURNING n.id, n.day, n.service_id, n.template_id, n.channel, n.key_type, n.status,
        'created'::varchar AS old_status
), counted AS ({count_changes("changed")})
SELECT count(*) FROM changed
"""  # noqa: S608  no value is interpolated
HOLD = f"""
UPDATE notifications_notification SET due_at = NULL WHERE id = ANY(ARRAY(
    SELECT id FROM notifications_notification
    WHERE {WAITING} AND claim IS NULL AND due_at IS NOT NULL
    ORDER BY id LIMIT {ROWS_AT_ONCE} FOR UPDATE SKIP LOCKED
))
"""  # noqa: S608  no value is interpolated
LET_GO = f"""
UPDATE notifications_notification SET due_at = now()
WHERE {WAITING} AND claim IS NULL AND due_at IS NULL
"""  # noqa: S608  no value is interpolated
ARE_ANY = f"""
SELECT EXISTS (SELECT FROM notifications_notification WHERE {WAITING} AND claim IS NULL),
    EXISTS (SELECT FROM notifications_notification WHERE {WAITING} AND claim IS NOT NULL)
"""  # noqa: S608  no value is interpolated


def settle(job: Job) -> None:
    """Hold or cancel what has not left; look again later while some of it may come back.

    A message that is with a worker when its job is cancelled comes back when its provider fails.
    """
    while settle_some(job):
        pass
    with transaction.atomic():
        locked = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if locked.status != job.status or locked.claim != job.claim:
            return
        _, with_workers = has_waiting(job)
        locked.due_at = timezone.now() + LOOK_AGAIN_AFTER if with_workers else None
        locked.claim, locked.attempts = None, 0
        locked.save(update_fields=["due_at", "claim", "attempts"])


def settle_some(job: Job) -> int:
    """Hold or cancel up to 5,000 messages and commit; return how many."""
    with transaction.atomic():
        locked = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if locked.status == JobStatus.CANCELLED:
            return _cancel_some(locked)
        return _execute(HOLD, locked) if locked.status == JobStatus.PAUSED else 0


def let_go(job: Job) -> int:
    """Make the messages due that a pause held."""
    return _execute(LET_GO, job)


def has_waiting(job: Job) -> tuple[bool, bool]:
    """Tell whether messages wait for a worker, and whether workers hold some."""
    with connection.cursor() as cursor:
        cursor.execute(ARE_ANY, _which(job))
        waiting, with_workers = cursor.fetchone()
    return waiting, with_workers


def _cancel_some(job: Job) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PICK, _which(job))
        picked = cursor.fetchall()
        if not picked:
            return 0
        if job.reserved_on is not None:
            release(
                cursor,
                service_id=job.service_id,
                channel=job.channel,
                day=job.reserved_on,
                cost=sum(cost for _, cost in picked),
            )
        cursor.execute(CANCEL, {"ids": [identifier for identifier, _ in picked]})
    return len(picked)


def _execute(statement: str, job: Job) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, _which(job))
        return int(cursor.rowcount)


def _which(job: Job) -> dict[str, Any]:
    return {"job": job.id, "first": oldest_row_id(job)}


def oldest_row_id(job: Job) -> UUID:
    """Return an id that no message of a job is older than, whatever its makers' clocks said."""
    return first_id_at(job.created_at - CLOCK_MARGIN)

"""Make messages of accepted lists: a state machine that any number of workers may run.

A step claims the job that has waited longest, makes messages of its next chunk and gives it back,
so jobs take turns. One transaction holds the messages, their count, `next_row` and the end of the
chunk: a worker that dies leaves a chunk that is done or one that is not, and its claim runs out.
Ids are derived from (job, row), so even a chunk that is stored twice makes no second message.

When a job is due is the database's to say, so a skewed clock on one machine delays nothing.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from notify.delivery.wake import wake
from notify.hot_sql import execute
from notify.notifications.ids import job_row_id
from notify.notifications.models import Job, JobChunk, JobStatus, Status
from notify.notifications.recipients import recipient_index, seal_personalisation, seal_recipient
from notify.queues import JOBS_ACTOR, JOBS_QUEUE
from notify.sending.job_rows import ReadyRow, open_rows
from notify.sending.job_settling import settle
from notify.stats.calendar import business_day
from notify.stats.ledger import count_created
from notify.vault import CannotOpen

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5

# The time in the ids of a job's messages decides how long they are kept: it is when they are made,
# not when the job was accepted, perhaps four days before. It is kept so that a chunk that is
# stored again makes the same ids; a day later nobody is storing it any more.
CLAIM = """
UPDATE notifications_job SET
    claim = %(claim)s, due_at = clock_timestamp() + make_interval(secs => %(lease)s),
    attempts = attempts + 1, updated_at = now(),
    status = CASE WHEN status IN ('pending', 'scheduled') THEN 'in progress' ELSE status END,
    started_at = CASE WHEN status IN ('pending', 'scheduled') THEN COALESCE(started_at, now())
        ELSE started_at END,
    rows_at = CASE WHEN rows_at > now() - interval '1 day' THEN rows_at ELSE now() END
WHERE id = (
    SELECT id FROM notifications_job WHERE due_at <= clock_timestamp()
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id
"""

FIXED_COLUMNS = {
    "service_id": "uuid",
    "template_id": "uuid",
    "template_version": "integer",
    "job_id": "uuid",
    "api_key_id": "uuid",
    "key_type": "varchar",
    "created_by_id": "uuid",
    "channel": "varchar",
    "queue": "varchar",
    "sender": "varchar",
    "created_at": "timestamptz",
    "day": "date",
    "status": "varchar",
}
ROW_COLUMNS = {
    "id": "uuid",
    "job_row": "integer",
    "language": "varchar",
    "sealed_recipient": "bytea",
    "recipient_index": "bytea",
    "sealed_personalisation": "bytea",
    "client_reference": "text",
    "fragments": "smallint",
    "international": "boolean",
    "unsubscribe_url": "text",
}
COUNTED = "id, day, service_id, template_id, channel, key_type, status"
INSERT = f"""
WITH input AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(rows)s)
        AS r({", ".join(f"{n} {t}" for n, t in ROW_COLUMNS.items())})
), inserted AS (
    INSERT INTO notifications_notification
        ({", ".join((*ROW_COLUMNS, *FIXED_COLUMNS))}, due_at)
    SELECT {", ".join(ROW_COLUMNS)},
        {", ".join(f"%({n})s::{t}" for n, t in FIXED_COLUMNS.items())}, now()
    FROM input
    ON CONFLICT DO NOTHING
    RETURNING {COUNTED}
), counted AS ({count_created("inserted")})
SELECT count(*) FROM inserted
"""  # noqa: S608  only our own column names


def wake_jobs() -> None:
    """Wake the workers: for a new job, one whose wake-up was lost, one whose time has come."""
    wake(JOBS_QUEUE, JOBS_ACTOR)


def store_due_jobs() -> int:
    """Work until no job is due; return how many steps that took."""
    steps = 0
    while run_step():
        steps += 1
    return steps


def run_step() -> bool:
    """Do one step of the job that is due longest; false when none is due."""
    job = claim_job()
    if job is None:
        return False
    if job.attempts > MOST_ATTEMPTS:
        _give_up(job, "attempts")
    elif job.status in (JobStatus.PAUSED, JobStatus.CANCELLED):
        settle(job)
    else:
        _store_chunk(job)
    return True


def claim_job() -> Job | None:
    """Claim the job that is due longest for one step, and commit."""
    claim = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"claim": claim, "lease": settings.DELIVERY_LEASE_SECONDS})
        row = cursor.fetchone()
    # Another worker may have it by now, after a pause of this one that was longer than the lease.
    return Job.objects.filter(pk=row[0], claim=claim).first() if row else None


def _store_chunk(job: Job) -> None:
    chunk = JobChunk.objects.filter(job=job, first_row=job.next_row).first()
    if chunk is None and job.next_row < job.row_count:
        _give_up(job, "rows missing")
        return
    try:
        rows = _write_rows(job, chunk) if chunk else ""
    except CannotOpen:
        _give_up(job, "rows cannot be opened")
        return
    with transaction.atomic():
        locked = _lock(job)
        if locked is None:
            return
        if chunk is not None:
            _insert(job, rows)
            chunk.delete()
            locked.next_row += chunk.row_count
        _give_back(locked)
    wake(job.queue)


def _lock(job: Job) -> Job | None:
    """Lock a job that is still this worker's, with nothing stored since; else None."""
    jobs = Job.objects.select_for_update(of=("self",))
    return jobs.filter(
        pk=job.pk, claim=job.claim, next_row=job.next_row, status=JobStatus.IN_PROGRESS
    ).first()


def _give_back(job: Job) -> None:
    """Let the next worker have the job, behind the others that are due; or finish it."""
    now = timezone.now()
    job.claim, job.attempts, job.updated_at = None, 0, now
    is_done = job.next_row >= job.row_count
    job.due_at = None if is_done else Now()
    if is_done:
        job.status, job.finished_at = JobStatus.FINISHED, now
    job.save(
        update_fields=[
            "claim",
            "attempts",
            "updated_at",
            "due_at",
            "next_row",
            "status",
            "finished_at",
        ]
    )


def _give_up(job: Job, reason: str) -> None:
    """Leave a job for a person to look at; resume_job tries again."""
    logger.error("Job %s stops at row %d: %s", job.id, job.next_row, reason)
    Job.objects.filter(pk=job.pk, claim=job.claim).update(
        status=JobStatus.ERROR, claim=None, due_at=None, updated_at=timezone.now()
    )


def _insert(job: Job, rows: str) -> None:
    now = datetime.now(UTC)
    fixed = {name: getattr(job, name) for name in FIXED_COLUMNS if hasattr(job, name)}
    fixed |= {
        "job_id": job.id,
        "created_at": now,
        "day": business_day(now),
        "status": Status.CREATED.value,
    }
    execute(INSERT, {**fixed, "rows": rows})


def _write_rows(job: Job, chunk: JobChunk) -> str:
    """Return a chunk's messages as INSERT reads them. Raises CannotOpen."""
    names, rows = open_rows(bytes(chunk.sealed_rows))
    records = [
        _record(job.id, number, names, row, job.rows_at)
        for number, row in enumerate(rows, chunk.first_row)
    ]
    return orjson.dumps(records).decode()


def _record(
    job_id: UUID, number: int, names: Sequence[str], row: ReadyRow, at: datetime | None
) -> dict[str, object]:
    values = dict(zip(names, row.values, strict=True))
    return {
        "id": job_row_id(job_id, number, at),
        "job_row": number,
        "language": row.language,
        "sealed_recipient": "\\x" + seal_recipient(row.recipient).hex(),
        "recipient_index": "\\x" + recipient_index(row.normalised).hex(),
        "sealed_personalisation": "\\x" + seal_personalisation(values).hex(),
        "client_reference": row.reference,
        "fragments": row.fragments,
        "international": row.international,
        "unsubscribe_url": row.unsubscribe_url,
    }

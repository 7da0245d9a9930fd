"""What people and integrators do to a job: cancel, pause, resume; and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Now
from django.utils import timezone

from notify.delivery.wake import wake
from notify.notifications.models import Job, JobStatus, Notification
from notify.sending.job_settling import has_waiting, let_go, oldest_row_id, settle
from notify.sending.jobs import wake_jobs
from notify.stats.usage import release

UNFINISHED = (
    JobStatus.PENDING,
    JobStatus.SCHEDULED,
    JobStatus.IN_PROGRESS,
    JobStatus.PAUSED,
    JobStatus.ERROR,
)


class CannotChangeJob(Exception):
    """What was asked for is not possible in the job's state. Nothing was changed."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Progress:
    """How far a job is: rows made into messages, and these by status (what retention has left)."""

    rows: int
    stored: int
    percent: int
    statuses: Mapping[str, int]


def cancel_job(job_id: UUID) -> Job:
    """Cancel every message of a job that has not left, and give its limit back.

    A job whose rows are all messages can be cancelled for as long as some of them wait. Cancelling
    again changes nothing. Raises CannotChangeJob.
    """
    with transaction.atomic():
        job = _lock(job_id)
        if job.status == JobStatus.CANCELLED:
            return job
        if job.status not in UNFINISHED and not has_waiting(job)[0]:
            raise CannotChangeJob(job.status)
        _drop_chunks(job)
        _stop(job, JobStatus.CANCELLED)
    return _settle_now(job)


def pause_job(job_id: UUID) -> Job:
    """Stop a job, and hold its messages that have not left. Raises CannotChangeJob."""
    with transaction.atomic():
        job = _lock(job_id)
        if job.status == JobStatus.PAUSED:
            return job
        stoppable = (JobStatus.PENDING, JobStatus.SCHEDULED, JobStatus.IN_PROGRESS)
        if job.status not in stoppable and not (
            job.status == JobStatus.FINISHED and has_waiting(job)[0]
        ):
            raise CannotChangeJob(job.status)
        _stop(job, JobStatus.PAUSED)
    return _settle_now(job)


def resume_job(job_id: UUID) -> Job:
    """Let a paused job go on, or one that stopped in error try again. Raises CannotChangeJob.

    Messages that a pause held for more than three days have ended meanwhile (delivery/timeouts.py).
    """
    with transaction.atomic():
        job = _lock(job_id)
        if job.status not in (JobStatus.PAUSED, JobStatus.ERROR):
            raise CannotChangeJob(job.status)
        now = timezone.now()
        waits = job.started_at is None and job.scheduled_for and job.scheduled_for > now
        job.status = JobStatus.SCHEDULED if waits else JobStatus.PENDING
        job.due_at = job.scheduled_for if waits else Now()
        job.claim, job.attempts, job.updated_at = None, 0, now
        job.save(update_fields=["status", "due_at", "claim", "attempts", "updated_at"])
        released = let_go(job)
    if released:
        wake(job.queue)
    wake_jobs()
    return job


def cancel_forgotten_jobs(now: datetime | None = None) -> int:
    """Cancel jobs that stood still for as long as their service keeps messages; return how many.

    Their rows are personal data too.
    """
    now = now or timezone.now()
    still = Job.objects.filter(status__in=(JobStatus.PAUSED, JobStatus.ERROR))
    forgotten = [
        job.id
        for job in still.select_related("service")
        if job.updated_at and job.updated_at < now - timedelta(days=_days_kept(job))
    ]
    for job_id in forgotten:
        cancel_job(job_id)
    return len(forgotten)


def progress_of(job: Job) -> Progress:
    """Count a job's messages by status: one look at an index by job, whatever the table holds."""
    rows = Notification.objects.filter(job_id=job.id, id__gte=oldest_row_id(job))
    counts = rows.order_by().values_list("status").annotate(Count("id"))
    return Progress(job.row_count, job.next_row, job.percent_stored, dict(counts))


def _days_kept(job: Job) -> int:
    service = job.service
    return service.sms_retention_days if job.channel == "sms" else service.email_retention_days


def _lock(job_id: UUID) -> Job:
    """Raises Job.DoesNotExist."""
    return Job.objects.select_for_update(of=("self",)).get(pk=job_id)


def _stop(job: Job, status: JobStatus) -> None:
    """Set a state in which no row is stored; the job stays due until its messages are settled."""
    now = timezone.now()
    job.status, job.claim, job.attempts, job.updated_at = status, None, 0, now
    job.due_at = Now()
    if status == JobStatus.CANCELLED:
        job.finished_at = now
    job.save(update_fields=["status", "claim", "attempts", "due_at", "updated_at", "finished_at"])


def _drop_chunks(job: Job) -> None:
    """Forget the rows that are no messages yet and give back what they took from the limit."""
    cost = job.chunks.aggregate(cost=Sum("cost"))["cost"] or 0
    if cost and job.reserved_on is not None:
        with connection.cursor() as cursor:
            release(
                cursor,
                service_id=job.service_id,
                channel=job.channel,
                day=job.reserved_on,
                cost=cost,
            )
    job.chunks.all().delete()


def _settle_now(job: Job) -> Job:
    """Settle at once; a worker goes on where this process is stopped."""
    settle(job)
    job.refresh_from_db()
    return job

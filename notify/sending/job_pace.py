"""How fast a job's messages leave, and how long the rest will take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from notify.notifications.models import (
    DELIVERED_STATUSES,
    FAILED_STATUSES,
    IN_TRANSIT_STATUSES,
    Job,
    JobStatus,
    Notification,
    Status,
)
from notify.sending.job_settling import oldest_row_id

WINDOW = timedelta(seconds=30)
SHORTEST = timedelta(seconds=1)
NOT_LEFT = (Status.CREATED, Status.PENDING_VIRUS_CHECK)


@dataclass(frozen=True)
class Pace:
    """How far a job is. `waiting` are rows that have not left and still will.

    `erased` are rows whose messages are no longer kept. `per_minute` is measured over the last half
    minute, or since the start of a job that is younger; `seconds_left` is None when nothing waits
    or nothing moves.
    """

    rows: int
    waiting: int
    in_transit: int
    delivered: int
    failed: int
    cancelled: int
    erased: int
    per_minute: int

    @property
    def left(self) -> int:
        """Return how many messages have left."""
        return self.in_transit + self.delivered + self.failed + self.erased

    @property
    def percent(self) -> int:
        """Return how much of the list has left, rounded down."""
        return 100 * self.left // self.rows if self.rows else 100

    @property
    def seconds_left(self) -> float | None:
        if not self.waiting or not self.per_minute:
            return None
        return 60 * self.waiting / self.per_minute


def pace_of(job: Job, now: datetime | None = None) -> Pace:
    """Count a job's messages: one look at an index by job, whatever the table holds."""
    now = now or timezone.now()
    rows = Notification.objects.filter(job_id=job.id, id__gte=oldest_row_id(job)).order_by()
    window = min(WINDOW, max(now - (job.started_at or now), SHORTEST))
    recent = Count("id", filter=Q(sent_at__gt=now - window))
    counted = list(rows.values_list("status").annotate(number=Count("id"), recent=recent))
    counts = {status: count for status, count, _ in counted}
    lately = sum(recent for _, _, recent in counted)
    cancelled = counts.get(Status.CANCELLED, 0)
    # the job was read first: rows that became messages since are no longer unmade
    made = max(job.next_row, sum(counts.values()))
    unmade = job.row_count - made
    if job.status == JobStatus.CANCELLED:
        cancelled, unmade = cancelled + unmade, 0
    return Pace(
        rows=job.row_count,
        waiting=unmade + _sum(counts, NOT_LEFT),
        in_transit=_sum(counts, (each for each in IN_TRANSIT_STATUSES if each not in NOT_LEFT)),
        delivered=_sum(counts, DELIVERED_STATUSES),
        failed=_sum(counts, FAILED_STATUSES),
        cancelled=cancelled,
        erased=made - sum(counts.values()),
        per_minute=round(lately * (timedelta(minutes=1) / window)),
    )


def _sum(counts: Mapping[str, int], statuses: Iterable[Status]) -> int:
    return sum(counts.get(status, 0) for status in statuses)

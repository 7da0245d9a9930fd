"""What the pages about jobs show, put in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notify.accounts.models import User
from notify.notifications.models import Job, JobStatus, Notification
from notify.notifications.statuses import describe
from notify.portal.access import Access, Permission
from notify.portal.durations import duration_words
from notify.portal.templatetags.portal import number
from notify.sending.failures import count_failures
from notify.sending.job_control import UNFINISHED
from notify.sending.job_pace import Pace
from notify.services.models import Service

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The states that people filter by, in the order of a job's life.
FILTERS: dict[str, StrOrPromise] = {
    "": gettext_lazy("All sends"),
    "scheduled": gettext_lazy("Scheduled"),
    "running": gettext_lazy("Under way"),
    "finished": gettext_lazy("Finished"),
    "cancelled": gettext_lazy("Cancelled"),
}
_STATUSES = {
    "scheduled": (JobStatus.SCHEDULED,),
    "running": (JobStatus.PENDING, JobStatus.IN_PROGRESS, JobStatus.PAUSED, JobStatus.ERROR),
    "finished": (JobStatus.FINISHED,),
    "cancelled": (JobStatus.CANCELLED, JobStatus.LIMITS_EXCEEDED),
}
KINDS = {
    JobStatus.FINISHED: "delivered",
    JobStatus.ERROR: "failed",
    JobStatus.LIMITS_EXCEEDED: "failed",
    JobStatus.CANCELLED: "cancelled",
    JobStatus.PAUSED: "trial",
}
ANNOUNCED_EVERY = 25  # percent: a screen reader's user is not told more often


@dataclass(frozen=True)
class JobActions:
    """What a person may do with a job now."""

    can_pause: bool
    can_resume: bool
    can_cancel: bool
    can_report: bool
    can_resend: bool


@dataclass(frozen=True)
class Reason:
    """Why messages of a job failed, and how many."""

    words: StrOrPromise
    count: int


def jobs_of(service: Service, chosen: str) -> QuerySet[Job]:
    """Return a service's jobs: what is scheduled first, soonest first; then the newest.

    Each `has_waiting` where messages of it wait to leave.
    """
    jobs = Job.objects.filter(service=service).select_related("template", "created_by", "api_key")
    if chosen in _STATUSES:
        jobs = jobs.filter(status__in=_STATUSES[chosen])
    is_first = Case(
        When(status=JobStatus.SCHEDULED, then=Value(0)), default=1, output_field=IntegerField()
    )
    soonest = Case(When(status=JobStatus.SCHEDULED, then=F("scheduled_for")))
    has_waiting = Exists(Notification.objects.filter(job_id=OuterRef("id"), due_at__isnull=False))
    return jobs.annotate(is_first=is_first, soonest=soonest, has_waiting=has_waiting).order_by(
        "is_first", "soonest", "-created_at", "-id"
    )


def state_words(job: Job, *, has_waiting: bool) -> StrOrPromise:
    """Return the words for a job's state: it is finished only when all of it has left."""
    if job.status == JobStatus.FINISHED and has_waiting:
        return JobStatus.IN_PROGRESS.label
    return JobStatus(job.status).label


def kind_of(job: Job, *, has_waiting: bool) -> str:
    """Return the colour of a job's state."""
    if has_waiting and job.status == JobStatus.FINISHED:
        return "in-transit"
    return KINDS.get(JobStatus(job.status), "in-transit")


def actions_of(job: Job, access: Access, pace: Pace) -> JobActions:
    may_send = access.can(Permission.SEND_MESSAGES)
    status = JobStatus(job.status)
    is_moving = status in (JobStatus.PENDING, JobStatus.SCHEDULED, JobStatus.IN_PROGRESS)
    has_waiting = pace.waiting > 0
    return JobActions(
        can_pause=may_send and (is_moving or (status == JobStatus.FINISHED and has_waiting)),
        can_resume=may_send and status in (JobStatus.PAUSED, JobStatus.ERROR),
        can_cancel=may_send
        and status != JobStatus.CANCELLED
        and (status in UNFINISHED or has_waiting),
        can_report=access.is_inside and access.can(Permission.VIEW_ACTIVITY),
        can_resend=may_send and pace.failed > 0,
    )


def is_live(job: Job, pace: Pace) -> bool:
    """Say whether the numbers of a job may still change."""
    return bool(job.status in UNFINISHED or pace.waiting or pace.in_transit)


def far_words(pace: Pace) -> str:
    """Say how much of a list has left."""
    fields = {
        "left": number(pace.left),
        "rows": number(pace.rows),
        "percent": number(pace.percent),
    }
    words = ngettext(
        "%(left)s of %(rows)s sent (%(percent)s %%)",
        "%(left)s of %(rows)s sent (%(percent)s %%)",
        pace.left,
    )
    return words % fields


def pace_words(pace: Pace) -> str:
    """Say how fast messages leave and how long the rest takes; nothing when nothing moves."""
    if not pace.per_minute or pace.seconds_left is None:
        return ""
    text = ngettext(
        "%(count)s message a minute, %(left)s left",
        "%(count)s messages a minute, %(left)s left",
        pace.per_minute,
    )
    return text % {
        "count": number(pace.per_minute),
        "left": duration_words(pace.seconds_left),
    }


def announcement(job: Job, pace: Pace) -> str:
    """Return the short words that a screen reader hears when they change."""
    percent = pace.percent - pace.percent % ANNOUNCED_EVERY
    return _("%(state)s: %(percent)s %%") % {
        "state": state_words(job, has_waiting=pace.waiting > 0),
        "percent": number(percent),
    }


def live_figures(job: Job, pace: Pace) -> dict[str, Any]:
    """Return what changes by itself on a job's page, as the page shows it."""
    return {
        "status": job.status,
        "is_live": is_live(job, pace),
        "rows": pace.rows,
        "left": pace.left,
        "is_waiting": pace.waiting > 0,
        "kind": kind_of(job, has_waiting=pace.waiting > 0),
        "texts": {
            "state": state_words(job, has_waiting=pace.waiting > 0),
            "far": far_words(pace),
            "pace": pace_words(pace),
            "waiting": number(pace.waiting),
            "in-transit": number(pace.in_transit),
            "delivered": number(pace.delivered),
            "failed": number(pace.failed),
            "cancelled": number(pace.cancelled),
        },
        "announcement": announcement(job, pace),
    }


def reasons_of(job: Job) -> list[Reason]:
    """Return why messages failed, the most frequent first, alike words together."""
    counts: dict[StrOrPromise, int] = {}
    for status, subtype, count in count_failures(job):
        words = str(describe(status, job.channel, subtype=subtype))
        counts[words] = counts.get(words, 0) + count
    return [Reason(words, count) for words, count in counts.items()]


def starter_of(job: Job) -> str:
    """Return who sent a list: a person, or a key of the API."""
    person: User | None = job.created_by
    if person:
        return person.name
    if job.api_key:
        return _("API key “%(name)s”") % {"name": job.api_key.name}
    return ""

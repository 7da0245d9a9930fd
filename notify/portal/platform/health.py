"""How the product itself is doing: duties, queues, stores and what waits for a person."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import redis
from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.delivery.models import UnreadableReceipts
from notify.duties.models import DutyRun
from notify.duties.runs import overdue_duties
from notify.files.errors import FileError
from notify.files.storage import file_store
from notify.notifications.models import Job, JobStatus
from notify.queues import connect_valkey
from notify.sending.models import Report
from notify.services.models import Callback, Notice

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Name = TypeVar("Name", bound=Hashable)
GOOD, LOOK, BAD = "good", "look", "bad"
LATE_SECONDS = 120.0

QUEUES = """
SELECT queue, count(*) FILTER (WHERE due_at <= now()),
    COALESCE(EXTRACT(EPOCH FROM now() - min(due_at) FILTER (WHERE due_at <= now())), 0)::float
FROM notifications_notification WHERE due_at IS NOT NULL GROUP BY queue
"""
DATABASE = """
SELECT current_setting('server_version'), pg_database_size(current_database()),
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
    current_setting('max_connections')::int,
    (SELECT count(*) FROM pg_inherits i WHERE i.inhparent = 'notifications_notification'::regclass)
"""
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is ("good", "look", "bad") and in words."""

    name: StrOrPromise
    level: str
    words: StrOrPromise


@dataclass(frozen=True)
class QueueState:
    """What waits in a queue, and how long the oldest has, in seconds."""

    name: str
    due: int
    oldest: float

    @property
    def level(self) -> str:
        return LOOK if self.oldest > LATE_SECONDS and self.name != "bulk" else GOOD


def queue_states() -> list[QueueState]:
    """Return the queues in which anything waits, now or later."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUES)
        return [QueueState(*row) for row in sorted(cursor.fetchall())]


def findings() -> list[Finding]:
    """Look at everything and say how it is, the worst first."""
    every = [_duties(), _database(), _valkey(), _files(), _scanner(), *_waiting()]
    order = (BAD, LOOK, GOOD)
    return sorted(every, key=lambda finding: order.index(finding.level))


def duty_runs() -> list[DutyRun]:
    return list(DutyRun.objects.order_by("name"))


def _duties() -> Finding:
    late = overdue_duties()
    if not late:
        return Finding(gettext_lazy("Periodic duties"), GOOD, _("All run in time."))
    names = ", ".join(each.name for each in late)
    return Finding(gettext_lazy("Periodic duties"), BAD, _("Late: %(names)s") % {"names": names})


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(DATABASE)
        version, size, used, most, partitions = cursor.fetchone()
    words = _(
        "Version %(version)s, %(size)d MB, %(used)d of %(most)d connections, %(partitions)d days "
        "of messages"
    ) % {
        "version": version.split()[0],
        "size": size // MEGABYTE,
        "used": used,
        "most": most,
        "partitions": partitions,
    }
    return Finding("PostgreSQL", LOOK if used > 0.8 * most else GOOD, words)


def _valkey() -> Finding:
    try:
        info = connect_valkey().info("memory")
    except redis.RedisError:
        words = _("Away: messages are sent all the same, rates are kept by each process.")
        return Finding("Valkey", BAD, words)
    size = int(info.get("used_memory", 0)) // MEGABYTE
    return Finding("Valkey", GOOD, _("Answers, %(size)d MB in use") % {"size": size})


def _files() -> Finding:
    name = gettext_lazy("File store")
    try:
        file_store()
    except FileError:
        return Finding(name, BAD, _("Cannot be reached: messages with files wait."))
    return Finding(name, GOOD, _("There."))


def _scanner() -> Finding:
    name = gettext_lazy("Virus scanner")
    if settings.CLAMD_URL:
        return Finding(name, GOOD, _("Set up; files wait for its answer."))
    return Finding(name, LOOK, _("Not set up: files are sent unchecked."))


def _waiting() -> list[Finding]:
    """Count what waits for a person."""
    counts = count_each(
        {
            gettext_lazy("Lists that stopped"): Job.objects.filter(status=JobStatus.ERROR),
            gettext_lazy("Reports that failed"): Report.objects.filter(status=Report.Status.ERROR),
            gettext_lazy("Suspended callbacks"): Callback.objects.exclude(suspended_at=None),
            gettext_lazy("Notices not sent yet"): Notice.objects.filter(sent_at=None),
            gettext_lazy("Unreadable receipts"): UnreadableReceipts.objects.all(),
        }
    )
    return [Finding(name, LOOK if number else GOOD, str(number)) for name, number in counts.items()]


def count_each(rows: Mapping[Name, QuerySet[Any]]) -> dict[Name, int]:
    """Count the rows of several kinds in one query."""
    counts = dict.fromkeys(rows, 0)
    each = [
        kind.order_by().annotate(place=Value(place)).values("place").annotate(number=Count("pk"))
        for place, kind in enumerate(rows.values())
    ]
    names = list(rows)
    for found in each[0].union(*each[1:], all=True):
        counts[names[found["place"]]] = found["number"]
    return counts

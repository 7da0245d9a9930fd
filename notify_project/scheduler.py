"""Periodic duties, run by exactly one scheduler at a time.

The leader holds a PostgreSQL advisory lock for as long as its session lives, so a standby takes
over the moment it dies. A duty's last run is stored: one that was missed while nobody led is run at
once.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from notify.delivery.bounces import watch_bounce_rates
from notify.delivery.receipts import match_waiting_receipts
from notify.delivery.sandbox import forget_old_messages
from notify.delivery.suppression import forget_removed
from notify.delivery.timeouts import end_silent_messages
from notify.delivery.wake import wake
from notify.files.expiry import forget_old_files
from notify.message_templates.models import Queue
from notify.notifications.partitions import create_partitions
from notify.notifications.retention import forget_old_notifications
from notify.sending.drafts import forget_drafts
from notify.sending.files import settle_files
from notify.sending.idempotency import forget_old_answers
from notify.sending.job_control import cancel_forgotten_jobs
from notify.sending.jobs import wake_jobs
from notify.sending.reports import forget_old_reports
from notify.sending.system_mail import send_notices
from notify_project.models import DutyRun

logger = logging.getLogger(__name__)

LEADER_LOCK = 0x4E4F5449  # any number that nothing else in this database locks
TICK_SECONDS = 1.0


@dataclass(frozen=True)
class Duty:
    """Something done every so often. `alarm_after` is how late a run must be to alarm."""

    name: str
    every: timedelta
    alarm_after: timedelta
    run: Callable[[], object]


def wake_queues() -> None:
    """Wake the workers: for lost wake-ups, and what was scheduled and whose time has come."""
    for queue in Queue:
        wake(queue.value)
    wake_jobs()


DUTIES = (
    Duty("wake-queues", timedelta(seconds=5), timedelta(minutes=1), wake_queues),
    Duty("create-partitions", timedelta(hours=1), timedelta(days=2), create_partitions),
    Duty("match-receipts", timedelta(seconds=10), timedelta(minutes=10), match_waiting_receipts),
    Duty("end-silent", timedelta(hours=1), timedelta(hours=6), end_silent_messages),
    Duty("send-notices", timedelta(seconds=10), timedelta(minutes=15), send_notices),
    Duty("watch-bounces", timedelta(minutes=1), timedelta(minutes=10), watch_bounce_rates),
    Duty("forgotten-jobs", timedelta(hours=1), timedelta(days=1), cancel_forgotten_jobs),
    Duty("forget-removed", timedelta(hours=6), timedelta(days=2), forget_removed),
    Duty("retention", timedelta(hours=1), timedelta(days=1), forget_old_notifications),
    Duty("forget-files", timedelta(minutes=10), timedelta(hours=6), forget_old_files),
    Duty("settle-files", timedelta(minutes=10), timedelta(hours=6), settle_files),
    Duty("forget-reports", timedelta(hours=1), timedelta(days=1), forget_old_reports),
    Duty("forget-answers", timedelta(hours=1), timedelta(days=1), forget_old_answers),
    Duty("forget-drafts", timedelta(hours=1), timedelta(days=1), forget_drafts),
    Duty("forget-sandbox", timedelta(hours=6), timedelta(days=2), forget_old_messages),
)


def lead(should_stop: Callable[[], bool]) -> None:
    """Wait to become the leader, then run due duties until told to stop."""
    while not should_stop() and not _take_lead():
        time.sleep(TICK_SECONDS)
    while not should_stop():
        for duty in due_duties():
            run_duty(duty)
        time.sleep(TICK_SECONDS)


def due_duties(now: datetime | None = None) -> list[Duty]:
    """Return the duties whose last run is at least their interval ago."""
    now = now or datetime.now(UTC)
    last = dict(DutyRun.objects.values_list("name", "started_at"))
    return [duty for duty in DUTIES if duty.name not in last or last[duty.name] + duty.every <= now]


def run_duty(duty: Duty) -> bool:
    """Run a duty and store that it ran; one that fails is logged and runs again next time."""
    DutyRun.objects.update_or_create(name=duty.name, defaults={"started_at": datetime.now(UTC)})
    try:
        duty.run()
    except Exception:  # a worker's edge: one duty must not stop the others
        logger.exception("The duty %s failed", duty.name)
        return False
    DutyRun.objects.filter(name=duty.name).update(finished_at=datetime.now(UTC))
    return True


def _take_lead() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK])
        return bool(cursor.fetchone()[0])

"""Periodic duties, run by exactly one scheduler at a time.

The leader holds a PostgreSQL advisory lock for as long as its session lives, so a standby takes
over the moment it dies. A duty's last run is stored: one that was missed while nobody led is run at
once.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from notify.accounts.sessions import forget_old_sign_ins
from notify.delivery.bounces import watch_bounce_rates
from notify.delivery.callback_log import forget_old_calls
from notify.delivery.receipts import match_waiting_receipts
from notify.delivery.received_texts import forget_old_texts
from notify.delivery.sandbox import forget_old_messages
from notify.delivery.suppression import forget_removed
from notify.delivery.timeouts import end_silent_messages
from notify.delivery.wake import wake
from notify.duties.runs import begin_run, end_run, forget_duties_but, ran_lately
from notify.files.expiry import forget_old_files
from notify.message_templates.models import Queue
from notify.notifications.partitions import create_partitions
from notify.notifications.retention import forget_old_notifications
from notify.reminders.sending import forget_settled, send_due_reminders
from notify.sending.drafts import forget_drafts
from notify.sending.files import settle_files
from notify.sending.idempotency import forget_old_answers
from notify.sending.job_control import cancel_forgotten_jobs
from notify.sending.jobs import wake_jobs
from notify.sending.limit_warnings import warn_of_limits
from notify.sending.list_sending import forget_lists
from notify.sending.reports import forget_old_reports
from notify.sending.system_mail import send_notices
from notify.services.key_ends import remind_of_ends
from notify.stats.rollup import roll_up_days
from notify.subscriptions.actions import forget_unconfirmed

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

    @property
    def alarm_in(self) -> timedelta:
        """Return how long after a good run the next one is late enough to alarm."""
        return self.every + self.alarm_after


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
    Duty("send-reminders", timedelta(seconds=5), timedelta(minutes=5), send_due_reminders),
    Duty("forget-reminders", timedelta(hours=6), timedelta(days=2), forget_settled),
    Duty("send-notices", timedelta(seconds=10), timedelta(minutes=15), send_notices),
    Duty("remind-of-keys", timedelta(hours=1), timedelta(hours=6), remind_of_ends),
    Duty("watch-bounces", timedelta(minutes=1), timedelta(minutes=10), watch_bounce_rates),
    Duty("forgotten-jobs", timedelta(hours=1), timedelta(days=1), cancel_forgotten_jobs),
    Duty("forget-removed", timedelta(hours=6), timedelta(days=2), forget_removed),
    Duty("roll-up", timedelta(hours=1), timedelta(days=1), roll_up_days),
    Duty("retention", timedelta(hours=1), timedelta(days=1), forget_old_notifications),
    Duty("forget-calls", timedelta(hours=1), timedelta(days=1), forget_old_calls),
    Duty("forget-texts", timedelta(hours=1), timedelta(days=1), forget_old_texts),
    Duty("forget-files", timedelta(minutes=10), timedelta(hours=6), forget_old_files),
    Duty("settle-files", timedelta(minutes=10), timedelta(hours=6), settle_files),
    Duty("warn-of-limits", timedelta(minutes=1), timedelta(minutes=30), warn_of_limits),
    Duty("forget-reports", timedelta(hours=1), timedelta(days=1), forget_old_reports),
    Duty("forget-answers", timedelta(hours=1), timedelta(days=1), forget_old_answers),
    Duty("forget-drafts", timedelta(hours=1), timedelta(days=1), forget_drafts),
    Duty("forget-lists", timedelta(hours=1), timedelta(days=1), forget_lists),
    Duty("forget-asked", timedelta(hours=6), timedelta(days=2), forget_unconfirmed),
    Duty("forget-sign-ins", timedelta(hours=6), timedelta(days=2), forget_old_sign_ins),
    Duty("forget-sandbox", timedelta(hours=6), timedelta(days=2), forget_old_messages),
)


def lead(should_stop: Callable[[], bool]) -> None:
    """Wait to become the leader, then run due duties until told to stop.

    Returns too when the session that holds the lead is gone: another may lead by then.
    """
    while not _take_lead():
        if should_stop():
            return
        time.sleep(TICK_SECONDS)
    session = _session()
    forget_duties_but(duty.name for duty in DUTIES)
    while _session() == session:
        if should_stop():
            _give_up_lead()
            return
        for duty in due_duties():
            run_duty(duty)
        time.sleep(TICK_SECONDS)


def due_duties() -> list[Duty]:
    """Return the duties whose last run is at least their interval ago."""
    lately = ran_lately({duty.name: duty.every for duty in DUTIES})
    return [duty for duty in DUTIES if duty.name not in lately]


def run_duty(duty: Duty) -> bool:
    """Run a duty and store that it ran; one that fails is logged and runs again next time."""
    begin_run(duty.name, alarm_in=duty.alarm_in)
    try:
        duty.run()
    except Exception:  # a worker's edge: one duty must not stop the others
        logger.exception("The duty %s failed", duty.name)
        return False
    end_run(duty.name, alarm_in=duty.alarm_in)
    return True


def _take_lead() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK])
        return bool(cursor.fetchone()[0])


def _give_up_lead() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LEADER_LOCK])


def _session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])

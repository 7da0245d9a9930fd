"""Lists, single sends, deliveries and cancellations at the same time: the books balance."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from notify.delivery.claim import Outcome, claim_due, write_outcomes
from notify.notifications.ids import new_id
from notify.notifications.models import Job, Notification
from notify.sending.job_control import CannotChangeJob, cancel_job, pause_job, resume_job
from notify.sending.jobs import store_due_jobs
from notify.sending.store import Limits
from notify.services.models import Service
from notify.stats.verify import differing_counts
from tests import factories
from tests.delivery.rows import counts
from tests.sending.jobs import accept_list, email_rows, used
from tests.sending.test_store import make_new, store_notification

LISTS, ROWS, SINGLES = 4, 60, 40


@pytest.fixture
def service(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setattr("notify.sending.batch.ROWS_IN_CHUNK", 7)
    return factories.make_service(message_limit=10_000)


def run_together(*duties: Callable[[], None]) -> None:
    """Run each in a thread; raise what the first of them raised."""
    failed: list[BaseException] = []

    def run(duty: Callable[[], None]) -> None:
        try:
            duty()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(duty,)) for duty in duties]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def deliver_some() -> None:
    for _ in range(25):
        claimed = claim_due("normal", 5, new_id())
        write_outcomes(
            [Outcome(row.id, row.claim, "sending", "s", f"r{row.id}") for row in claimed]
        )


def test_the_books_balance(service: Service) -> None:
    jobs = [accept_list(service, email_rows(ROWS)) for _ in range(LISTS)]

    def cancel_two() -> None:
        for job in jobs[:2]:
            try:
                cancel_job(job.id)
            except CannotChangeJob:
                continue

    def pause_and_resume_one() -> None:
        try:
            pause_job(jobs[2].id)
        except CannotChangeJob:
            return  # it was all sent by then
        resume_job(jobs[2].id)

    def send_singles() -> None:
        for _ in range(SINGLES):
            store_notification(make_new(service), Limits(daily=10_000, annual=100_000))

    run_together(
        *[store_due_jobs] * 2, *[deliver_some] * 2, cancel_two, pause_and_resume_one, send_singles
    )
    store_due_jobs()

    assert set(Job.objects.values_list("status", flat=True)) <= {"cancelled", "finished"}
    for job in jobs[2:]:
        assert Notification.objects.filter(job_id=job.id).count() == ROWS
    left = sum(number for status, number in counts(service).items() if status != "cancelled")
    assert used(service) == {left}
    assert not differing_counts(timezone.now().date() - timedelta(days=2))
    for job in jobs[:2]:
        assert not Notification.objects.filter(job_id=job.id, status="created").exists()

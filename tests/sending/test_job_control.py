"""A job can be stopped, held and let go; what has not left is given back, what has left is not."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from notify.delivery.claim import Outcome, claim_due, write_outcomes
from notify.notifications.ids import new_id
from notify.notifications.models import Job, JobChunk, Notification
from notify.sending import job_settling, jobs
from notify.sending.job_control import (
    CannotChangeJob,
    cancel_forgotten_jobs,
    cancel_job,
    pause_job,
    progress_of,
    resume_job,
)
from notify.sending.jobs import claim_job, run_step, store_due_jobs
from notify.services.models import Service
from notify.stats.verify import differing_counts
from tests import factories
from tests.delivery.rows import counts
from tests.sending.jobs import accept_list, assert_stored_once, email_rows, rows_of, used

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notify.sending.batch.ROWS_IN_CHUNK", 10)


def assert_counts_are_right() -> None:
    assert not differing_counts(timezone.now().date() - timedelta(days=2))


def send(job: Job, number: int) -> None:
    """Let a worker send some of a job's messages."""
    claimed = claim_due(job.queue, number, new_id())
    write_outcomes(
        [Outcome(row.id, row.claim, "sending", "sandbox", f"ref-{row.id}") for row in claimed]
    )


def test_a_scheduled_job_is_cancelled_whole(service: Service) -> None:
    later = timezone.now() + timedelta(hours=4)
    job = accept_list(service, email_rows(25), scheduled_for=later)

    job = cancel_job(job.id)

    assert (job.status, job.due_at) == ("cancelled", None)
    assert job.finished_at is not None
    assert used(service) == {0}
    assert not JobChunk.objects.exists()
    assert store_due_jobs() == 0
    assert not Notification.objects.exists()


def test_a_job_in_progress_stops_and_its_waiting_messages_are_cancelled(service: Service) -> None:
    job = accept_list(service, email_rows(25))
    run_step()
    send(job, 4)

    job = cancel_job(job.id)
    store_due_jobs()

    assert job.status == "cancelled"
    assert counts(service) == {"sending": 4, "cancelled": 6}
    assert used(service) == {4}
    assert claim_due("normal", 100, new_id()) == []
    assert_counts_are_right()


def test_texts_give_back_their_fragments(service: Service) -> None:
    template = factories.make_sms_template(service, body_en="((text))")
    rows = [["phone number", "text"], *(["6137363100", "x" * 200] for _ in range(15))]
    job = accept_list(service, rows, template=template)
    run_step()
    send(job, 3)

    cancel_job(job.id)

    assert used(service) == {6}


def test_a_stored_list_can_be_cancelled_while_messages_wait(service: Service) -> None:
    job = accept_list(service, email_rows(12))
    store_due_jobs()
    send(job, 5)

    job = cancel_job(job.id)

    assert job.status == "cancelled"
    assert counts(service) == {"sending": 5, "cancelled": 7}
    assert used(service) == {5}


def test_a_job_whose_messages_have_left_cannot_be_cancelled(service: Service) -> None:
    job = accept_list(service, email_rows(3))
    store_due_jobs()
    send(job, 3)

    with pytest.raises(CannotChangeJob) as caught:
        cancel_job(job.id)

    assert caught.value.status == "finished"
    assert used(service) == {3}


def test_cancelling_again_changes_nothing(service: Service) -> None:
    job = accept_list(service, email_rows(12))

    first = cancel_job(job.id)
    second = cancel_job(job.id)

    assert first.finished_at == second.finished_at
    assert used(service) == {0}


def test_a_claimed_message_is_left_to_its_worker_and_cancelled_if_it_comes_back(
    service: Service,
) -> None:
    job = accept_list(service, email_rows(2))
    store_due_jobs()
    gone, back = claim_due(job.queue, 2, new_id())
    Notification.objects.filter(pk=back.id).update(claim=back.claim)

    with pytest.raises(CannotChangeJob):
        cancel_job(job.id)
    Job.objects.update(status="in progress")
    job = cancel_job(job.id)

    assert counts(service) == {"created": 2}
    assert job.due_at is not None
    write_outcomes(
        [
            Outcome(gone.id, gone.claim, "sending", "sandbox", "ref"),
            Outcome(back.id, back.claim, "created", "sandbox", retry_in=1.0),
        ]
    )
    Job.objects.update(due_at=timezone.now())
    store_due_jobs()
    job.refresh_from_db()

    assert counts(service) == {"sending": 1, "cancelled": 1}
    assert used(service) == {1}
    assert job.due_at is None


def test_a_cancelled_job_is_settled_by_a_worker_when_the_canceller_died(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = accept_list(service, email_rows(25))
    run_step()

    def die(_: Job) -> int:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(job_settling, "settle_some", die)
        with pytest.raises(SystemExit):
            cancel_job(job.id)
    assert counts(service) == {"created": 10}
    store_due_jobs()

    assert counts(service) == {"cancelled": 10}
    assert used(service) == {0}
    assert_counts_are_right()


def test_many_messages_are_cancelled_in_parts(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_settling, "PICK", job_settling.PICK.replace("LIMIT 5000", "LIMIT 4"))
    job = accept_list(service, email_rows(21))
    store_due_jobs()

    cancel_job(job.id)

    assert counts(service) == {"cancelled": 21}
    assert used(service) == {0}


def test_a_worker_in_the_middle_of_a_chunk_stores_nothing_after_a_cancellation(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = accept_list(service, email_rows(25))
    prepare = jobs._write_rows

    def cancel_meanwhile(mine: Job, chunk: JobChunk) -> str:
        rows = prepare(mine, chunk)
        cancel_job(job.id)
        return rows

    monkeypatch.setattr(jobs, "_write_rows", cancel_meanwhile)
    store_due_jobs()

    assert not Notification.objects.exists()
    assert used(service) == {0}


def test_test_keys_have_nothing_to_give_back(service: Service) -> None:
    accept_list(service, email_rows(3))
    job = accept_list(service, email_rows(5), key_type="test")

    cancel_job(job.id)

    assert used(service) == {3}


def test_a_paused_job_stores_and_sends_nothing_until_it_is_resumed(service: Service) -> None:
    job = accept_list(service, email_rows(25))
    run_step()

    job = pause_job(job.id)

    assert job.status == "paused"
    assert store_due_jobs() == 0
    assert claim_due("normal", 100, new_id()) == []
    assert counts(service) == {"created": 10}

    resume_job(job.id)
    store_due_jobs()

    assert_stored_once(job)
    assert len(claim_due("normal", 100, new_id())) == 25


def test_a_stored_list_can_be_paused_while_messages_wait(service: Service) -> None:
    job = accept_list(service, email_rows(12))
    store_due_jobs()
    send(job, 2)

    pause_job(job.id)
    assert claim_due("normal", 100, new_id()) == []
    resume_job(job.id)
    store_due_jobs()
    job.refresh_from_db()

    assert job.status == "finished"
    assert len(claim_due("normal", 100, new_id())) == 10


def test_a_paused_schedule_keeps_its_time(service: Service) -> None:
    later = timezone.now() + timedelta(hours=4)
    job = accept_list(service, email_rows(2), scheduled_for=later)

    pause_job(job.id)
    job = resume_job(job.id)
    job.refresh_from_db()

    assert (job.status, job.due_at) == ("scheduled", later)


def test_a_schedule_that_passed_in_a_pause_starts_on_resuming(service: Service) -> None:
    job = accept_list(service, email_rows(2), scheduled_for=timezone.now() + timedelta(hours=4))
    pause_job(job.id)
    Job.objects.update(scheduled_for=timezone.now() - timedelta(hours=1))

    resume_job(job.id)
    store_due_jobs()

    assert_stored_once(job)


def test_a_paused_job_can_be_cancelled(service: Service) -> None:
    job = accept_list(service, email_rows(15))
    run_step()
    pause_job(job.id)

    cancel_job(job.id)

    assert counts(service) == {"cancelled": 10}
    assert used(service) == {0}


def test_pausing_again_changes_nothing(service: Service) -> None:
    job = accept_list(service, email_rows(2))

    assert pause_job(job.id).updated_at == pause_job(job.id).updated_at


@pytest.mark.parametrize("act", [pause_job, resume_job], ids=["pause", "resume"])
def test_a_cancelled_job_stays_cancelled(service: Service, act: Any) -> None:
    job = cancel_job(accept_list(service, email_rows(2)).id)

    with pytest.raises(CannotChangeJob):
        act(job.id)


def test_a_job_that_stopped_in_error_tries_again_on_resuming(service: Service) -> None:
    job = accept_list(service, email_rows(15))
    run_step()
    claim_job()
    Job.objects.update(status="error", due_at=None, claim=None)

    resume_job(job.id)
    store_due_jobs()

    assert_stored_once(job)


def test_progress_counts_rows_by_status(service: Service) -> None:
    job = accept_list(service, email_rows(25))
    run_step()
    send(job, 3)
    job.refresh_from_db()

    progress = progress_of(job)

    assert (progress.rows, progress.stored, progress.percent) == (25, 10, 40)
    assert progress.statuses == {"created": 7, "sending": 3}
    assert len(rows_of(job)) == 10


@pytest.mark.parametrize("status", ["paused", "error"])
def test_a_job_that_stands_still_is_forgotten_with_the_retention(
    service: Service, status: str
) -> None:
    Service.objects.filter(pk=service.pk).update(email_retention_days=3)
    job = accept_list(service, email_rows(15))
    pause_job(job.id)
    Job.objects.update(status=status)

    early = cancel_forgotten_jobs(timezone.now() + timedelta(days=2))
    late = cancel_forgotten_jobs(timezone.now() + timedelta(days=3, minutes=1))

    assert (early, late) == (0, 1)
    assert not JobChunk.objects.exists()
    assert used(service) == {0}


def test_a_job_that_waits_for_its_time_is_not_forgotten(service: Service) -> None:
    accept_list(service, email_rows(2), scheduled_for=timezone.now() + timedelta(hours=90))

    assert cancel_forgotten_jobs(timezone.now() + timedelta(days=30)) == 0

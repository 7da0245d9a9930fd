"""Messages are made of a list once, whoever stops in the middle."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from notify.delivery.claim import claim_due
from notify.notifications.ids import job_row_id, new_id, time_of
from notify.notifications.models import Job, JobChunk, Notification
from notify.sending import jobs
from notify.sending.job_rows import ReadyRow, ReadyRows, open_rows, seal_rows
from notify.sending.jobs import claim_job, run_step, store_due_jobs
from notify.services.models import Service
from notify.vault import CannotOpen, seal_bytes
from tests import factories
from tests.delivery.rows import counts
from tests.sending.jobs import (
    accept_list,
    assert_stored_once,
    email_rows,
    email_template,
    rows_of,
    used,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notify.sending.batch.ROWS_IN_CHUNK", 10)


def test_a_list_becomes_messages(service: Service) -> None:
    job = accept_list(service, email_rows(25))

    steps = store_due_jobs()

    assert steps == 3
    assert_stored_once(job)
    rows = rows_of(job)
    assert rows[7].recipient == "Person7@Example.ca"
    assert rows[7].personalisation == {"name": "Zoé 7"}
    assert rows[7].client_reference == "r-7"
    assert {row.status for row in rows} == {"created"}
    assert all(row.due_at and row.due_at <= timezone.now() for row in rows)
    assert job.started_at is not None
    assert job.finished_at is not None


def test_rows_are_found_by_recipient_and_by_service(service: Service) -> None:
    job = accept_list(service, email_rows(3))
    store_due_jobs()

    row = rows_of(job)[0]

    assert Notification.objects.filter(recipient_index=bytes(row.recipient_index)).count() == 1
    assert (row.service_id, row.template_id) == (service.id, job.template_id)
    assert (row.key_type, row.channel, row.queue) == ("normal", "email", "normal")


def test_waiting_rows_are_not_readable_in_the_table(service: Service) -> None:
    accept_list(service, email_rows(3))

    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM notifications_jobchunk c")
        (text,) = cursor.fetchone()

    assert "Person1" not in text
    assert b"Person1".hex() not in text


def test_a_worker_keeps_no_log_of_what_it_stored(service: Service) -> None:
    """Django keeps its last 9,000 statements while DEBUG is on, each here as long as a chunk."""
    accept_list(service, email_rows(10))

    with override_settings(DEBUG=True):
        connection.queries_log.clear()
        store_due_jobs()
        kept = [query["sql"] for query in connection.queries_log]

    assert any("notifications_jobchunk" in sql for sql in kept)
    assert not any("sealed_recipient" in sql for sql in kept)


def test_a_job_that_died_between_chunks_goes_on(service: Service) -> None:
    job = accept_list(service, email_rows(25))
    run_step()
    claim_job()  # and dies here: its lease runs out

    Job.objects.update(due_at=timezone.now())
    store_due_jobs()

    assert_stored_once(job)


def test_a_worker_that_comes_back_late_stores_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its claim ran out while it was preparing a chunk, and another worker stored that chunk."""
    job = accept_list(service, email_rows(25))
    prepare = jobs._write_rows
    overtaken: list[int] = []

    def overtake(mine: Job, chunk: JobChunk) -> str:
        if not overtaken:
            overtaken.append(chunk.first_row)
            Job.objects.update(due_at=timezone.now())
            assert run_step()
        return prepare(mine, chunk)

    monkeypatch.setattr(jobs, "_write_rows", overtake)
    run_step()
    job.refresh_from_db()

    assert (job.next_row, counts(service)) == (10, {"created": 10})
    store_due_jobs()
    assert_stored_once(job)


def test_a_chunk_stored_again_adds_no_message_and_no_count(service: Service) -> None:
    """Even with the progress lost, which no crash can do."""
    job = accept_list(service, email_rows(10))
    chunk = JobChunk.objects.get()
    store_due_jobs()

    job.refresh_from_db()
    chunk.pk = None
    chunk.save(force_insert=True)
    Job.objects.update(next_row=0, status="in progress", due_at=timezone.now())
    store_due_jobs()

    assert_stored_once(job)


def test_a_failure_in_the_middle_of_a_chunk_stores_none_of_it(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = accept_list(service, email_rows(25))
    run_step()

    def fail(*_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_give_back", fail)
        with pytest.raises(ConnectionError):
            run_step()

    assert counts(service) == {"created": 10}
    Job.objects.update(due_at=timezone.now())
    store_due_jobs()
    assert_stored_once(job)


def test_jobs_take_turns(service: Service) -> None:
    first = accept_list(service, email_rows(25))
    second = accept_list(service, email_rows(25))

    for _ in range(4):
        run_step()

    for job in (first, second):
        job.refresh_from_db()
        assert job.next_row == 20


def test_a_scheduled_job_starts_at_its_time(service: Service) -> None:
    later = timezone.now() + timedelta(hours=4)
    job = accept_list(service, email_rows(3), scheduled_for=later)

    assert job.status == "scheduled"
    assert not run_step()
    assert used(service) == {3}

    Job.objects.update(due_at=timezone.now())
    store_due_jobs()

    assert_stored_once(job)


def test_messages_of_a_scheduled_job_are_as_old_as_their_making(service: Service) -> None:
    """Their retention starts when they are made, not when the list was accepted."""
    job = accept_list(service, email_rows(3), scheduled_for=timezone.now() + timedelta(hours=1))
    made = timezone.now() + timedelta(days=4)
    Job.objects.update(due_at=timezone.now(), rows_at=made)

    store_due_jobs()

    assert {time_of(row.id).date() for row in rows_of(job)} == {made.date()}


def test_the_ids_of_rows_are_derived() -> None:
    job, at = new_id(), datetime(2026, 1, 2, tzinfo=UTC)

    assert job_row_id(job, 1, at) == job_row_id(job, 1, at)
    assert len({job_row_id(job, 1), job_row_id(job, 2), job_row_id(new_id(), 1)}) == 3
    assert time_of(job_row_id(job, 1, at)) == at


def test_rows_that_cannot_be_opened_stop_their_job_alone(service: Service) -> None:
    broken = accept_list(service, email_rows(3))
    JobChunk.objects.update(sealed_rows=seal_bytes(b"[]", "something else"))
    whole = accept_list(service, email_rows(3))

    store_due_jobs()

    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.status, broken.next_row) == ("error", 0)
    assert whole.status == "finished"


def test_a_job_that_keeps_failing_stops(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    job = accept_list(service, email_rows(3))
    monkeypatch.setattr(jobs, "_store_chunk", lambda _: None)

    for _ in range(jobs.MOST_ATTEMPTS + 1):
        Job.objects.update(due_at=timezone.now())
        run_step()

    job.refresh_from_db()
    assert (job.status, job.due_at) == ("error", None)


@pytest.mark.parametrize(
    ("template_queue", "rows", "queue"),
    [
        pytest.param("normal", 199, "normal", id="short"),
        pytest.param("normal", 200, "bulk", id="long"),
        pytest.param("bulk", 5, "normal", id="short-list-of-a-bulk-template"),
        pytest.param("bulk", 200, "bulk", id="long-list-of-a-bulk-template"),
        pytest.param("priority", 5, "priority", id="short-list-with-priority"),
        pytest.param("priority", 200, "priority", id="long-list-with-priority"),
    ],
)
def test_the_queue_of_a_list(service: Service, template_queue: str, rows: int, queue: str) -> None:
    email_template(service, queue_override=template_queue)
    job = accept_list(service, email_rows(rows))

    store_due_jobs()

    assert {row.queue for row in rows_of(job)} == {queue}
    assert len(claim_due(queue, 500, new_id())) == rows


def test_each_row_may_have_its_language(service: Service) -> None:
    email_template(
        service,
        text="pair",
        subject_fr="Bonjour",
        body_fr="Cher ((name)),",
        body_en="Dear ((name)),",
    )
    rows = [
        ["email address", "name", "Language"],
        ["a@x.ca", "A", "fr"],
        ["b@x.ca", "B", "English"],
    ]

    job = accept_list(service, [*rows, ["c@x.ca", "C", ""], ["d@x.ca", "D", "Français"]])
    store_due_jobs()

    assert [row.language for row in rows_of(job)] == ["fr", "en", "", "fr"]


def test_a_pair_may_have_one_language_for_all(service: Service) -> None:
    email_template(service, text="pair", subject_fr="Bonjour", body_fr="Cher ((name)),")

    job = accept_list(service, email_rows(2), language="fr")
    store_due_jobs()

    assert {row.language for row in rows_of(job)} == {"fr"}


def test_texts_take_their_fragments_from_the_limit(service: Service) -> None:
    template = factories.make_sms_template(service, body_en="((text))")
    rows = [["phone number", "text"], ["613-736-3100", "short"], ["+16137363101", "x" * 200]]

    job = accept_list(service, rows, template=template)
    store_due_jobs()

    assert [row.fragments for row in rows_of(job)] == [1, 2]
    assert used(service) == {3}
    assert [row.sender for row in rows_of(job)] == ["CANADA.CA"] * 2
    assert [row.recipient for row in rows_of(job)] == ["613-736-3100", "+16137363101"]


def test_simulated_numbers_and_test_keys_use_no_limit(service: Service) -> None:
    template = factories.make_sms_template(service, body_en="Hello")
    simulated = [["phone number"], ["+16132532222"], ["+16132532223"]]

    accept_list(service, simulated, template=template)
    accept_list(service, [["phone number"], ["6137363100"]], template=template, key_type="test")
    store_due_jobs()

    assert used(service) == set()
    assert counts(service) == {"created": 3}


def test_rows_read_back_as_they_were_sealed() -> None:
    row = ReadyRow("Ana@x.ca", "ana@x.ca", ["Zoé 😀", ["a", "b"]], None, 2, True, "fr")

    assert open_rows(seal_rows(ReadyRows(["name", "list"], [row]))) == (["name", "list"], [row])


@pytest.mark.parametrize("sealed", [b"", seal_bytes(b"not zlib", "job rows")], ids=["cut", "other"])
def test_what_is_not_rows_cannot_be_opened(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_rows(sealed)


@pytest.fixture
def committed_service(transactional_db: None) -> Service:
    return factories.make_service(message_limit=1000)


def test_many_workers_at_once_store_every_row_once(committed_service: Service) -> None:
    accepted = [accept_list(committed_service, email_rows(95)) for _ in range(2)]

    def work() -> None:
        try:
            store_due_jobs()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store_due_jobs()

    for job in accepted:
        job.refresh_from_db()
        assert job.status == "finished"
        assert [row.job_row for row in rows_of(job)] == list(range(95))
    assert counts(committed_service) == {"created": 190}
    assert used(committed_service) == {190}


def test_waiting_rows_are_sealed_again_when_keys_rotate(service: Service) -> None:
    with override_settings(DATA_KEYS=["an old data key that goes away soon"]):
        job = accept_list(service, email_rows(15))
    with override_settings(DATA_KEYS=["a new data key", "an old data key that goes away soon"]):
        call_command("rotate_keys", verbosity=0)

    with override_settings(DATA_KEYS=["a new data key"]):
        store_due_jobs()
        assert rows_of(job)[14].recipient == "Person14@Example.ca"

    assert_stored_once(job)

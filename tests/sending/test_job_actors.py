"""A worker makes messages of lists: when it is woken, and without a broker by its sweep."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from dramatiq.brokers.stub import StubBroker

from notify.notifications.models import Job
from notify.queues import JOBS_ACTOR, JOBS_QUEUE, broker
from notify.sending import actors
from notify.sending.actors import JobsOfProcess
from notify.services.models import Service
from notify_project.scheduler import wake_queues
from tests import factories
from tests.sending.jobs import accept_list, assert_stored_once, email_rows


@pytest.fixture
def service(transactional_db: None) -> Service:
    return factories.make_service()


@pytest.fixture
def stub() -> Iterator[StubBroker]:
    assert isinstance(broker, StubBroker)
    broker.flush_all()
    actors.lower_flag(JOBS_QUEUE)
    yield broker
    broker.flush_all()
    actors.lower_flag(JOBS_QUEUE)


def finished(job: Job) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if job.status == "finished":
            return True
        time.sleep(0.02)
    return False


def test_accepting_a_list_wakes_one_worker(service: Service, stub: StubBroker) -> None:
    accept_list(service, email_rows(2))
    accept_list(service, email_rows(2))

    assert stub.queues[JOBS_QUEUE].qsize() == 1


def test_the_actor_works_off_the_jobs(service: Service, stub: StubBroker) -> None:
    job = accept_list(service, email_rows(2))

    actors.store_jobs()
    again = accept_list(service, email_rows(2))

    assert finished(job)
    assert stub.queues[JOBS_QUEUE].qsize() == 2, "the flag is lowered, so the next list wakes too"
    assert again.status == "pending"


def test_the_scheduler_wakes_the_workers(service: Service, stub: StubBroker) -> None:
    wake_queues()

    assert stub.queues[JOBS_QUEUE].qsize() == 1
    assert JOBS_ACTOR in stub.actors


def test_the_sweep_needs_no_broker(service: Service, stub: StubBroker, settings: Any) -> None:
    settings.SWEEP_SECONDS = 0.05
    process = JobsOfProcess()
    process.after_worker_boot(stub, None)

    try:
        job = accept_list(service, email_rows(2))
        assert finished(job)
    finally:
        process.before_worker_shutdown(stub, None)
    assert_stored_once(job)


def test_the_sweep_outlives_a_failure(
    service: Service,
    stub: StubBroker,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.SWEEP_SECONDS = 0.05
    step, calls = actors.run_step, []

    def fail_once() -> bool:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError
        return step()

    monkeypatch.setattr(actors, "run_step", fail_once)
    job = accept_list(service, email_rows(2))
    process = JobsOfProcess()
    process.after_worker_boot(stub, None)

    try:
        assert finished(job)
    finally:
        process.before_worker_shutdown(stub, None)


def test_a_second_call_leaves_the_work_to_the_first(
    service: Service, stub: StubBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first looks again, so that what the second was woken for is not missed."""
    process = JobsOfProcess()
    looks: list[int] = []
    inside, go_on = threading.Event(), threading.Event()

    def look() -> bool:
        looks.append(1)
        inside.set()
        go_on.wait(60)
        return False

    monkeypatch.setattr(actors, "run_step", look)
    first = threading.Thread(target=process.drain)
    first.start()
    assert inside.wait(60)

    assert process.drain() == 0
    assert len(looks) == 1
    go_on.set()
    first.join()
    assert len(looks) == 2
    connection.close()

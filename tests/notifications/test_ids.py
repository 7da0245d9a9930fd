"""Ids carry their time, and a job's row always gets the same id."""

import multiprocessing
import uuid
from datetime import UTC, datetime, timedelta

from notify.notifications.ids import first_id_at, job_row_id, new_id, time_of


def test_a_new_id_is_a_uuid7_of_now() -> None:
    identifier = new_id()

    assert identifier.version == 7
    assert abs(time_of(identifier) - datetime.now(UTC)) < timedelta(seconds=5)


def test_forked_processes_make_different_ids() -> None:
    ids = {new_id()}  # web workers are forks of a process that may have made some

    with multiprocessing.get_context("fork").Pool(4) as pool:
        answers = [pool.apply_async(_some_ids) for _ in range(4)]
        ids.update(*(answer.get(60) for answer in answers))

    assert len(ids) == 1 + 4 * 500


def _some_ids() -> list[uuid.UUID]:
    return [new_id() for _ in range(500)]


def test_ids_sort_by_time() -> None:
    instant = datetime(2026, 4, 1, tzinfo=UTC)

    assert first_id_at(instant) < first_id_at(instant + timedelta(milliseconds=1))
    assert first_id_at(datetime.now(UTC) - timedelta(seconds=1)) < new_id()


def test_a_jobs_row_has_one_id_at_the_jobs_time() -> None:
    job = new_id()

    first, again, other = job_row_id(job, 0), job_row_id(job, 0), job_row_id(job, 1)

    assert first == again != other
    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    assert time_of(first) == time_of(job)


def test_50_000_rows_have_50_000_ids() -> None:
    job = new_id()

    assert len({job_row_id(job, row) for row in range(50_000)}) == 50_000

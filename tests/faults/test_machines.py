"""Two machines with clocks a minute apart, two schedulers, and machines that die."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.product import Product, wait_for
from notify_project.scheduler import LEADER_LOCK
from tests.faults.well import assert_all_is_well, send_in_background

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

SKEWED = str(Path(__file__).parent / "skewed")
LEADERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"
FIRST = "SELECT min(created_at) FROM notifications_notification WHERE id = ANY(%s::uuid[])"


@pytest.fixture(scope="module")
def other(product: Product) -> Iterator[Product]:
    """A second machine on the same stores, a minute ahead of the first."""
    folder = Path(tempfile.mkdtemp(prefix="notify-other-"))
    other = product.another_machine(
        folder, DEBUG="true", PYTHONPATH=SKEWED, NOTIFY_TEST_CLOCK_SKEW="60"
    )
    other.start()
    yield other
    other.stop()
    shutil.rmtree(folder)


def leaders(product: Product) -> list[int]:
    with product.database() as connection:
        return [pid for (pid,) in connection.execute(LEADERS, [LEADER_LOCK]).fetchall()]


def last_run(product: Product) -> datetime:
    with product.database() as connection:
        row = connection.execute(
            "SELECT started_at FROM duties_dutyrun WHERE name = 'wake-queues'"
        ).fetchone()
    assert row is not None
    found: datetime = row[0]
    return found


def test_two_machines_with_clocks_a_minute_apart_send_each_message_once(
    product: Product, other: Product
) -> None:
    began = datetime.now(UTC)
    here, ids = send_in_background(product, 80)
    there, more = send_in_background(other, 80)
    here.join()
    there.join()

    assert len(ids) == len(more) == 80
    with product.database() as connection:
        row = connection.execute(FIRST, [more]).fetchone()
    assert row is not None
    assert (row[0] - began).total_seconds() > 59  # the other machine's clock is wrong indeed
    assert_all_is_well(product, [*ids, *more], most_duplicates=0)


def test_one_scheduler_leads_and_another_takes_over(product: Product, other: Product) -> None:
    (leader,) = wait_for(lambda: leaders(product), 90, "one leads")

    product.kill("manage.py scheduler")
    (successor,) = wait_for(
        lambda: [pid for pid in leaders(product) if pid != leader], 90, "another leads"
    )

    ran = last_run(product)
    wait_for(lambda: last_run(product) > ran, 90, "duties run")
    assert leaders(product) == [successor]


def test_a_machine_that_dies_in_mid_batch_leaves_its_work_to_the_other(
    product: Product, other: Product
) -> None:
    here, ids = send_in_background(product, 60)
    there, more = send_in_background(other, 120)
    time.sleep(0.5)

    other.kill_everything()
    here.join()
    there.join()

    assert len(ids) == 60
    assert_all_is_well(product, [*ids, *more])

"""Hurt the running product; nothing that was accepted is lost, and the counts stay right."""

import signal
import time

import pytest

from bench.product import Product, wait_for
from tests.faults.far_end import FarEnd
from tests.faults.well import assert_all_is_well, send_in_background

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]


def test_a_newcomer_sends_and_sees_messages_delivered(product: Product) -> None:
    ids = list(product.send_emails(40))

    assert len(ids) == 40
    product.wait_until_delivered(ids)
    assert set(product.sends_at_provider(ids).values()) == {1}
    assert "0 differences" in product.manage("verify_counts")


def test_a_worker_killed_in_mid_batch_loses_nothing(product: Product) -> None:
    thread, ids = send_in_background(product, 120)
    time.sleep(0.3)

    product.kill("notify_project.worker")
    thread.join()

    assert len(ids) == 120
    assert_all_is_well(product, ids)


def test_a_web_process_killed_in_a_burst_loses_nothing_that_it_accepted(product: Product) -> None:
    thread, ids = send_in_background(product, 150)
    time.sleep(0.4)
    product.kill("notify_project.web")
    thread.join()

    more = wait_for(lambda: list(product.send_emails(10)), 120, "sends are accepted again")
    assert ids
    assert_all_is_well(product, [*ids, *more], most_duplicates=0)


def test_a_worker_that_is_stopped_finishes_the_batch_in_hand(
    product: Product, far_end: FarEnd
) -> None:
    ids = [str(product.send_email(n, to=f"slow-{n}@example.ca")) for n in range(20)]
    wait_for(lambda: far_end.asked.total() >= 10, 60, "a batch is in hand")

    worker = product.signal("notify_project.worker", signal.SIGTERM)

    wait_for(lambda: not any(process.is_running() for process in worker), 90, "it has ended")
    in_hand = [one for one in ids if far_end.asked[one]]
    wait_for(lambda: product.statuses(ids) == {"sending": 20}, 90, "the next worker goes on")
    assert len(in_hand) >= 10
    assert {far_end.taken[one] for one in ids} == {1}
    assert product.attempts(ids) == {1}


def test_a_flushed_broker_loses_nothing(product: Product) -> None:
    thread, ids = send_in_background(product, 80)
    for _ in range(10):
        product.valkey().flushall()
        time.sleep(0.05)
    thread.join()

    assert len(ids) == 80
    assert_all_is_well(product, ids)


def test_a_frozen_broker_slows_and_loses_nothing(product: Product) -> None:
    """A broker that answers nobody for two seconds: the same to us as one that is gone."""
    thread, ids = send_in_background(product, 40)
    product.valkey().execute_command("CLIENT", "PAUSE", "2000", "ALL")
    thread.join()

    assert len(ids) == 40
    assert_all_is_well(product, ids)


def test_a_database_that_drops_every_connection_loses_nothing(product: Product) -> None:
    thread, ids = send_in_background(product, 120)
    for _ in range(3):
        time.sleep(0.2)
        with product.database() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
    thread.join()

    assert len(ids) > 60
    assert_all_is_well(product, ids)


@pytest.mark.parametrize("store", ["valkey-server", "postgres -D"])
def test_a_killed_store_comes_back_and_nothing_is_lost(product: Product, store: str) -> None:
    thread, ids = send_in_background(product, 80)
    time.sleep(0.2)

    product.kill(store)
    thread.join()

    more = wait_for(lambda: list(product.send_emails(10)), 120, "sends are accepted again")
    assert_all_is_well(product, [*ids, *more])


def test_everything_killed_at_once_loses_nothing(product: Product) -> None:
    thread, ids = send_in_background(product, 200)
    time.sleep(0.6)

    product.kill_everything()
    thread.join()
    product.start()

    assert ids
    assert_all_is_well(product, ids)


def test_stopping_leaves_no_process_and_a_second_start_finds_everything(product: Product) -> None:
    ids = list(product.send_emails(5))
    children = product.children()
    product.stop()
    wait_for(lambda: not any(child.is_running() for child in children), 90, "all children end")

    product.start()

    assert len(ids) == 5
    assert_all_is_well(product, ids)

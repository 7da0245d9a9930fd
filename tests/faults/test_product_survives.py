"""Hurt the running product; nothing that was accepted is lost, and the counts stay right."""

import threading
import time

import pytest

from bench.product import Product, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

SLOTS = 32  # DELIVERY_THREADS: what one worker may have in flight


def send_in_background(product: Product, number: int) -> tuple[threading.Thread, list[str]]:
    ids: list[str] = []
    thread = threading.Thread(target=lambda: ids.extend(product.send_emails(number)))
    thread.start()
    return thread, ids


def assert_all_is_well(product: Product, ids: list[str]) -> None:
    product.wait_until_delivered(ids, seconds=90)
    sends = product.sends_at_provider(ids)
    assert set(sends) == set(ids)
    assert sum(sends.values()) - len(ids) <= SLOTS
    assert "0 differences" in product.manage("verify_counts")


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

    more = wait_for(lambda: list(product.send_emails(10)), 60, "sends are accepted again")
    assert_all_is_well(product, [*ids, *more])


def test_everything_killed_at_once_loses_nothing(product: Product) -> None:
    thread, ids = send_in_background(product, 200)
    time.sleep(0.6)

    product.kill_everything()
    thread.join()
    seconds = product.start()

    assert ids
    assert seconds < 30
    assert_all_is_well(product, ids)


def test_a_second_start_is_quick_and_stopping_leaves_no_process(product: Product) -> None:
    children = product.children()
    product.stop()
    wait_for(lambda: not any(child.is_running() for child in children), 20, "all children end")

    assert product.start() < 15

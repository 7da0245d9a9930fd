"""What must be true after every fault."""

import threading

from bench.product import Product

SLOTS = 32  # DELIVERY_THREADS: what one worker may have in flight


def send_in_background(product: Product, number: int) -> tuple[threading.Thread, list[str]]:
    """Post emails from a thread of its own; the list gets the ids of the accepted ones."""
    ids: list[str] = []
    thread = threading.Thread(target=lambda: ids.extend(product.send_emails(number)))
    thread.start()
    return thread, ids


def assert_all_is_well(product: Product, ids: list[str], *, most_duplicates: int = SLOTS) -> None:
    """Every accepted message is delivered, once or within the documented window, and counted."""
    product.wait_until_delivered(ids)
    sends = product.sends_at_provider(ids)
    assert set(sends) == set(ids)
    assert_duplicates(sum(sends.values()) - len(ids), len(ids), at_most=most_duplicates)
    assert_counts(product)


def assert_duplicates(duplicates: int, messages: int, *, at_most: int) -> None:
    print(f"{messages} messages, {duplicates} duplicates at the provider")  # noqa: T201  pytest -s
    assert 0 <= duplicates <= at_most


def assert_counts(product: Product) -> None:
    assert "0 differences" in product.manage("verify_counts")

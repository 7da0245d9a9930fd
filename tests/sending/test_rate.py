"""The per-minute limit: a rolling window in Valkey, a smaller one in process without it."""

import threading
import time
import uuid
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings

from notify.queues import connect_valkey
from notify.sending import rate
from notify.sending.errors import RateExceeded
from notify.sending.rate import LocalWindow, count_in_window, count_request

SHORT_MS = 400


@pytest.fixture
def name() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def no_valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def fail() -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(rate, "_script", fail)
    monkeypatch.setattr(rate, "_local", LocalWindow())
    yield
    rate._Outage.until = 0.0


def test_the_limit_is_allowed_and_one_more_is_not() -> None:
    service = uuid.uuid4()

    remaining = [count_request(service, "normal", 3).remaining for _ in range(3)]

    assert remaining == [2, 1, 0]
    with pytest.raises(RateExceeded) as caught:
        count_request(service, "normal", 3)
    assert (caught.value.key_type, caught.value.limit) == ("normal", 3)
    assert 55 <= caught.value.retry_after <= 61


def test_services_and_key_types_have_windows_of_their_own() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()

    for service, kind in [(one, "normal"), (one, "team"), (one, "test"), (two, "normal")]:
        assert count_request(service, kind, 1).used == 1


def test_the_window_rolls(name: str) -> None:
    for _ in range(2):
        assert count_in_window(name, 2, SHORT_MS).wait_ms == 0
    time.sleep(SHORT_MS / 2000)
    full = count_in_window(name, 2, SHORT_MS)

    time.sleep(full.wait_ms / 1000)

    # The first two have left the window, the refused one has not: it counts as well.
    after = count_in_window(name, 2, SHORT_MS)
    assert 0 < full.wait_ms <= SHORT_MS
    assert (after.used, after.wait_ms) == (2, 0)


def test_a_caller_who_hammers_stays_blocked(name: str) -> None:
    end = time.monotonic() + SHORT_MS / 1000 * 2.5
    allowed = 0
    while time.monotonic() < end:
        allowed += count_in_window(name, 3, SHORT_MS).wait_ms == 0
        time.sleep(0.01)

    assert allowed == 3


def test_the_count_is_exact_under_parallel_requests(name: str) -> None:
    rates = []

    def count() -> None:
        rates.extend(count_in_window(name, 50, 60_000) for _ in range(20))

    threads = [threading.Thread(target=count) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(each.used for each in rates) == list(range(1, 101))
    assert sum(each.wait_ms == 0 for each in rates) == 50


def test_nothing_is_left_behind_after_the_window(name: str) -> None:
    count_in_window(name, 2, SHORT_MS)
    time.sleep(SHORT_MS / 1000 + 0.3)

    assert connect_valkey().keys(f"notify:rate:*{name}*") == []


def test_a_lost_sum_lets_no_one_through_for_ever(name: str) -> None:
    count_in_window(name, 2, SHORT_MS)
    connect_valkey().delete(f"notify:rate:{{{name}}}:sum")

    used = [count_in_window(name, 2, SHORT_MS).used for _ in range(3)]

    assert used == [1, 2, 3]


@pytest.mark.usefixtures("no_valkey")
def test_without_valkey_a_process_keeps_its_share_of_the_limit() -> None:
    service = uuid.uuid4()
    share = 10 // settings.WEB_WORKERS

    for _ in range(share):
        count_request(service, "normal", 10)

    with pytest.raises(RateExceeded) as caught:
        count_request(service, "normal", 10)
    assert caught.value.limit == 10


@pytest.mark.usefixtures("no_valkey")
def test_a_valkey_that_is_gone_is_not_asked_on_every_request(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fail() -> None:
        asked.append(1)
        raise redis.TimeoutError

    monkeypatch.setattr(rate, "_script", fail)
    for _ in range(20):
        count_in_window(name, 100, 60_000)

    assert len(asked) == 1


def test_the_window_in_process_rolls(name: str) -> None:
    window = LocalWindow()
    for _ in range(2):
        assert window.count(name, 2, SHORT_MS).wait_ms == 0
    full = window.count(name, 2, SHORT_MS)

    time.sleep(full.wait_ms / 1000 + 0.2)

    assert full.used == 3
    assert 0 < full.wait_ms <= SHORT_MS + rate.BUCKET_MS
    assert window.count(name, 2, SHORT_MS).used == 1

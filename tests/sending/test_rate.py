"""The per-minute limit: a rolling window in Valkey, a smaller one in process without it."""

import threading
import uuid
from math import ceil
from types import SimpleNamespace

import pytest
import redis
from django.conf import settings

from notify.queues import connect_valkey
from notify.sending import rate
from notify.sending.errors import RateExceeded
from notify.sending.rate import LocalWindow, count_in_window, count_request

WINDOW_MS = 60_000


@pytest.fixture
def name() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def no_valkey(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(rate, "_script", fail)
    monkeypatch.setattr(rate, "_local", LocalWindow())
    monkeypatch.setattr(rate._Outage, "until", 0.0)


def pass_time(name: str, milliseconds: int) -> None:
    """Make all that a window in Valkey holds so much older."""
    client, key = connect_valkey(), f"notify:rate:{{{name}}}:log"
    for place, text in enumerate(client.lrange(key, 0, -1)):
        if place % 2 == 0:  # bucket, count, bucket, count
            client.lset(key, place, int(text) - ceil(milliseconds / rate.BUCKET_MS))


def test_the_limit_is_allowed_and_one_more_is_not() -> None:
    service = uuid.uuid4()

    remaining = [count_request(service, "normal", 3).remaining for _ in range(3)]

    assert remaining == [2, 1, 0]
    with pytest.raises(RateExceeded) as caught:
        count_request(service, "normal", 3)
    assert (caught.value.key_type, caught.value.limit) == ("normal", 3)
    assert 0 < caught.value.retry_after <= 61


def test_services_and_key_types_have_windows_of_their_own() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()

    for service, kind in [(one, "normal"), (one, "team"), (one, "test"), (two, "normal")]:
        assert count_request(service, kind, 1).used == 1


def test_the_window_rolls(name: str) -> None:
    for _ in range(2):
        assert count_in_window(name, 2, WINDOW_MS).wait_ms == 0
    pass_time(name, WINDOW_MS // 2)
    full = count_in_window(name, 2, WINDOW_MS)

    pass_time(name, full.wait_ms)

    # The first two have left the window, the refused one has not: it counts as well.
    after = count_in_window(name, 2, WINDOW_MS)
    assert 0 < full.wait_ms <= WINDOW_MS // 2 + 2 * rate.BUCKET_MS
    assert (after.used, after.wait_ms) == (2, 0)


def test_a_caller_who_hammers_stays_blocked(name: str) -> None:
    allowed = 0
    for _ in range(30):
        allowed += count_in_window(name, 3, WINDOW_MS).wait_ms == 0
        pass_time(name, WINDOW_MS // 12)

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
    count_in_window(name, 2, WINDOW_MS)

    client = connect_valkey()
    keys = client.keys(f"notify:rate:*{name}*")
    assert len(keys) == 2
    assert all(0 < client.pttl(key) <= WINDOW_MS + 2 * rate.BUCKET_MS for key in keys)


def test_a_lost_sum_lets_no_one_through_for_ever(name: str) -> None:
    count_in_window(name, 2, WINDOW_MS)
    connect_valkey().delete(f"notify:rate:{{{name}}}:sum")

    used = [count_in_window(name, 2, WINDOW_MS).used for _ in range(3)]

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
    monkeypatch.setattr(rate, "PAUSE_SECONDS", 600.0)
    for _ in range(20):
        count_in_window(name, 100, 60_000)

    assert len(asked) == 1


def test_the_window_in_process_rolls(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(rate, "time", SimpleNamespace(monotonic=lambda: now))
    window = LocalWindow()
    for _ in range(2):
        assert window.count(name, 2, WINDOW_MS).wait_ms == 0
    full = window.count(name, 2, WINDOW_MS)

    now += full.wait_ms / 1000

    assert full.used == 3
    assert 0 < full.wait_ms <= WINDOW_MS + rate.BUCKET_MS
    assert window.count(name, 2, WINDOW_MS).used == 1

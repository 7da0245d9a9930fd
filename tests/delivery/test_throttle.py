"""All workers together keep to a provider's rate, and slow down when it says so."""

import threading
import time
from typing import Any
from uuid import uuid4

import pytest
import redis

from notify.delivery import buckets
from notify.delivery import throttle as throttle_module
from notify.delivery.breaker import Breaker
from notify.delivery.buckets import LocalBucket, SharedBucket
from notify.delivery.choose import Chooser, Route
from notify.delivery.models import Provider
from notify.delivery.throttle import Pacer, Throttle
from notify.notifications.models import Notification
from notify.providers.base import Email, Sms, Unavailable
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept
from tests.delivery.test_courier import Stub, StubChooser, accepts, drain, raises
from tests.providers.messages import make_email, make_sms

SELDOM = 0.001  # turns a second: one, and then none for as long as a test takes


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def name() -> str:
    return f"p-{uuid4().hex[:12]}"


@pytest.fixture
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle_module, "MOST_WAIT_SECONDS", 0.0)


@pytest.fixture
def no_valkey(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**_: object) -> object:
        raise redis.ConnectionError

    monkeypatch.setattr(buckets, "_lease", lambda: gone)
    monkeypatch.setattr(buckets, "_slow_down", lambda: gone)


def leased(bucket: LocalBucket, clock: Clock, seconds: float) -> int:
    """Return what a bucket grants to one who asks ten times a second."""
    total = 0
    for _ in range(round(seconds * 10)):
        clock.now += 0.1
        total += bucket.lease(1_000, 0.0)[0]
    return total


def turns_in(seconds: float, *throttles: Throttle) -> int:
    """Return how many emails leave through throttles, each asked by four threads."""
    ends = time.monotonic() + seconds
    taken: list[int] = []

    def take(one: Throttle) -> None:
        while time.monotonic() < ends:
            try:
                one.wait(make_email(), "normal")
            except Unavailable:
                continue
            if time.monotonic() < ends:
                taken.append(1)

    threads = [threading.Thread(target=take, args=(one,)) for one in throttles * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken)


def test_a_bucket_grants_its_rate_and_saves_up_a_second_at_most() -> None:
    clock = Clock()
    bucket = LocalBucket(10, clock)
    bucket.lease(1, 0.0)

    steady = leased(bucket, clock, 10)
    clock.now += 3600
    saved = bucket.lease(1_000, 0.0)[0]

    assert steady == pytest.approx(100, abs=1)
    assert saved == 10


def test_a_throttled_reply_lowers_the_rate_once_and_it_rises_again() -> None:
    clock = Clock()
    bucket = LocalBucket(100, clock)

    for _ in range(20):  # the sends in flight, all told at the same time
        bucket.slow_down(1.0)
    paused = bucket.lease(1, 0.0)
    clock.now += 1.0
    slow = leased(bucket, clock, 1)
    clock.now += 60
    bucket.lease(1_000, 0.0)
    fast = leased(bucket, clock, 1)

    assert paused == (0, pytest.approx(1.0))
    assert 65 <= slow <= 75
    assert fast == pytest.approx(100, abs=1)


def test_bulk_leaves_turns_to_others() -> None:
    clock = Clock()
    bucket = LocalBucket(10, clock)
    clock.now += 1.0

    bulk, wait = bucket.lease(1_000, 0.2)

    assert bulk == 8
    assert bucket.lease(1_000, 0.2)[0] == 0
    assert bucket.lease(1_000, 0.0)[0] == 2
    assert wait == 0.0


def test_two_workers_keep_to_one_rate(name: str) -> None:
    workers = [Throttle(name, 40), Throttle(name, 40)]

    taken = turns_in(1.5, *workers)

    assert 0 < taken <= 40 * 1.5 + 1


def test_without_valkey_a_worker_keeps_to_its_share(
    name: str, no_valkey: None, settings: Any
) -> None:
    settings.WORKER_PROCESSES = 4

    taken = turns_in(1.0, Throttle(name, 40))

    assert 0 < taken <= 11


def test_a_slower_provider_slows_every_worker(name: str) -> None:
    here, there = SharedBucket(name, 100), SharedBucket(name, 100)

    here.slow_down(30.0)
    granted, wait = there.lease(10, 0.0)

    assert granted == 0
    assert 15 < wait <= 30


def test_texts_count_their_fragments_and_each_number_has_a_limit(name: str, no_wait: None) -> None:
    throttle = Throttle(name, None, SELDOM)

    throttle.wait(make_sms(sender="+16135550100"), "normal")
    throttle.wait(make_sms(sender="+16135550101"), "normal")
    with pytest.raises(Unavailable) as error:
        throttle.wait(make_sms(sender="+16135550100"), "normal")
    with pytest.raises(Unavailable):
        throttle.wait(make_sms(sender="+16135550102", fragments=2), "normal")

    assert (error.value.code, error.value.throttled) == ("paced", True)
    assert 1.0 <= (error.value.retry_after or 0) <= 2.0


def test_turns_in_hand_do_not_outlive_a_second(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(throttle_module.time, "monotonic", clock)
    bucket = LocalBucket(100, clock)
    clock.now += 1.0
    pacer = Pacer(bucket, 100, reserve=0.0)
    pacer.take(clock.now)
    left = bucket.lease(1_000, 0.0)[0]

    clock.now += 1.5
    bucket.slow_down(30.0)

    assert left == 90
    assert not pacer.take(clock.now)


@pytest.mark.parametrize(("lease", "wait"), [(60, 5.0), (30, 2.0), (26, 0.0), (20, 0.0)])
def test_a_wait_and_two_calls_end_within_the_lease(lease: int, wait: float, settings: Any) -> None:
    settings.DELIVERY_LEASE_SECONDS = lease

    assert throttle_module._longest_wait() == wait


def test_without_a_limit_nothing_waits(name: str) -> None:
    throttle = Throttle(name, None)

    for _ in range(1_000):
        throttle.wait(make_email(), "bulk")
    throttle.slow_down(make_email(), 30.0)
    throttle.wait(make_email(), "bulk")


def test_a_route_heeds_a_throttled_reply_and_stays_well(name: str, no_wait: None) -> None:
    stub = Stub(raises(Unavailable("throttled", throttled=True, retry_after=20.0)))
    route = Route(name, stub, Breaker(), Throttle(name, 100))

    with pytest.raises(Unavailable) as told:
        route.send(make_email())
    with pytest.raises(Unavailable) as waited:
        route.send(make_email())

    assert (told.value.code, waited.value.code) == ("throttled", "paced")
    assert stub.sends.total() == 1
    assert route.breaker.state == "closed"


def test_a_send_that_did_not_get_its_turn_is_no_probe(name: str, no_wait: None) -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(10):
        breaker.note(failed=True, seconds=0.1)
    clock.now += 11
    throttle = Throttle(name, 1)
    throttle.slow_down(make_email(), 30.0)
    route = Route(name, Stub(accepts), breaker, throttle)

    assert breaker.allows()
    with pytest.raises(Unavailable):
        route.send(make_email())

    assert breaker.allows()


@pytest.mark.django_db(transaction=True)
def test_waiting_for_a_turn_is_no_attempt_and_not_in_the_timeline(
    name: str, no_wait: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row_id,) = accept(factories.make_service())
    throttle = Throttle(name, 1)
    throttle.slow_down(make_email(), 30.0)
    routes = [Route(name, Stub(accepts), Breaker(), throttle)]
    monkeypatch.setattr(StubChooser, "routes", lambda *_, **__: iter(routes))

    drain(Stub(accepts))

    row = Notification.objects.get(pk=row_id)
    assert (row.status, row.attempts, len(row.timeline())) == ("created", 0, 1)
    assert row.due_at


def test_the_limits_are_those_of_the_providers_row(service: Service, no_wait: None) -> None:
    name = f"p-{uuid4().hex[:12]}"
    Provider.objects.create(name=name, kind="sandbox", channel="email", per_second=1)
    messages: list[Email | Sms] = [make_email(id=row_id) for row_id in accept(service, 2)]
    (route,) = Chooser().routes("email", international=False, key_type="normal")

    def send_fast() -> None:
        for message in messages * 20:  # a second may pass between two of them
            route.send(message)

    with pytest.raises(Unavailable) as error:
        send_fast()

    assert error.value.code == "paced"

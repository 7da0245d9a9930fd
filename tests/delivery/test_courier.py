"""The delivery loop sends what is due, once, and writes what became of it."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from notify.delivery.breaker import Breaker
from notify.delivery.choose import Chooser, Route
from notify.delivery.claim import claim_due
from notify.delivery.courier import Courier
from notify.delivery.models import Provider, SandboxMessage
from notify.delivery.sandbox import open_message, send_due_receipts
from notify.notifications.models import Notification
from notify.notifications.recipients import seal_recipient
from notify.providers.base import Email, Refused, Sms, Unavailable
from notify.stats.calendar import business_day
from notify.stats.verify import differing_counts
from tests import factories
from tests.delivery.rows import accept, counted_rows, counts, statuses

pytestmark = pytest.mark.django_db(transaction=True)

Behaviour = Callable[[Email | Sms], str]


class Stub:
    """A provider in this process that does what it is told."""

    name = "stub"

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.sends: Counter[UUID] = Counter()
        self.in_transaction = False
        self._lock = threading.Lock()

    def send(self, message: Email | Sms, /) -> str:
        with self._lock:
            self.sends[message.id] += 1
            self.in_transaction |= connection.in_atomic_block
        return self.behaviour(message)


class StubChooser(Chooser):
    def __init__(self, *stubs: Stub) -> None:
        super().__init__()
        self.stub_routes = [Route(f"stub-{n}", stub, Breaker()) for n, stub in enumerate(stubs)]

    def routes(self, channel: str, *, international: bool, key_type: str) -> Iterator[Route]:
        yield from (route for route in self.stub_routes if route.breaker.allows())


def drain(*stubs: Stub, queue: str = "normal") -> None:
    courier = Courier()
    if stubs:
        courier.chooser = StubChooser(*stubs)
    try:
        courier.drain(queue)
    finally:
        courier.stop()


def accepts(message: Email | Sms) -> str:
    return f"ref-{message.id}"


def raises(error: Exception) -> Behaviour:
    def behaviour(message: Email | Sms) -> str:
        raise error

    return behaviour


def assert_counts_agree() -> None:
    row = Notification.objects.order_by("-id").first()
    assert row is not None
    assert differing_counts(business_day(row.created_at)) == []


def test_a_hundred_messages_leave_once_each() -> None:
    service = factories.make_service()
    ids = accept(service, 100)
    stub = Stub(accepts)

    drain(stub)

    assert statuses(ids) == {"sending"}
    assert stub.sends == Counter(ids)
    assert not stub.in_transaction
    assert counts(service) == counted_rows(service) == {"sending": 100}


def test_two_workers_share_and_never_double() -> None:
    ids = accept(factories.make_service(), 150)
    stub = Stub(accepts)

    threads = [threading.Thread(target=drain, args=(stub,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert stub.sends == Counter(ids)


@pytest.mark.parametrize(
    ("channel", "error", "status"),
    [
        ("email", Refused("invalid-recipient", "no such host"), "technical-failure"),
        ("sms", Refused("country-blocked", "blocked"), "provider-failure"),
        ("sms", Refused("opted-out", "opted out"), "technical-failure"),
    ],
)
def test_what_will_never_go_ends_at_once(channel: str, error: Exception, status: str) -> None:
    ids = accept(factories.make_service(), channel=channel)
    stub = Stub(raises(error))

    drain(stub)

    assert statuses(ids) == {status}
    assert stub.sends.total() == 1
    assert_counts_agree()


def test_a_poisoned_row_takes_no_neighbour_with_it() -> None:
    service = factories.make_service()
    ids = accept(service, 20)
    Notification.objects.filter(pk=ids[7]).update(sealed_recipient=b"\x01rubbish")

    drain(Stub(accepts))

    assert statuses([ids[7]]) == {"technical-failure"}
    assert counts(service) == {"sending": 19, "technical-failure": 1}


def test_words_that_cannot_be_stored_harm_neither_the_message_nor_its_neighbours() -> None:
    service = factories.make_service()
    ids = accept(service, 8)

    def behaviour(message: Email | Sms) -> str:
        return "nul \x00 " if message.id == ids[3] else "x" * 400 if message.id == ids[5] else "ok"

    drain(Stub(behaviour))

    assert statuses(ids) == {"sending"}
    assert counts(service) == {"sending": 8}


def test_a_stop_under_load_finishes_what_it_claimed(settings: Any) -> None:
    settings.DELIVERY_THREADS = 4
    service = factories.make_service()
    accept(service, 60)
    courier = Courier()
    sends = threading.Semaphore(20)  # then the rest waits until the courier is told to stop
    is_under_load = threading.Event()

    def slow(message: Email | Sms) -> str:
        if not sends.acquire(blocking=False):
            is_under_load.set()
            assert courier._stopping.wait(60)
        return "ok"

    courier.chooser = StubChooser(Stub(slow))
    draining = threading.Thread(target=courier.drain, args=("normal",))
    draining.start()
    assert is_under_load.wait(60)
    courier.stop()
    draining.join()

    rows = list(Notification.objects.all())
    assert {row.status for row in rows} == {"created", "sending"}
    assert all(row.claim is None for row in rows)
    assert_counts_agree()


def test_a_doubt_outlives_a_later_retry() -> None:
    (one,) = accept(factories.make_service())
    claim_due("normal", 1, uuid.uuid4())
    Notification.objects.filter(pk=one).update(due_at=timezone.now() - timedelta(hours=1))

    drain(Stub(raises(Unavailable("connection-failed"))))
    Notification.objects.filter(pk=one).update(due_at=timezone.now() - timedelta(hours=1))

    (row,) = claim_due("normal", 1, uuid.uuid4())
    assert row.in_doubt


def test_an_unavailable_provider_means_later() -> None:
    ids = accept(factories.make_service(), 3)

    drain(Stub(raises(Unavailable("timeout"))))

    rows = list(Notification.objects.filter(pk__in=ids))
    assert {row.status for row in rows} == {"created"}
    assert all(row.due_at and row.attempts == 1 and row.claim is None for row in rows)


def test_an_unavailable_provider_hands_over_to_the_next() -> None:
    ids = accept(factories.make_service(), 5)
    broken, well = Stub(raises(Unavailable("connection-failed"))), Stub(accepts)

    drain(broken, well)

    assert statuses(ids) == {"sending"}
    assert well.sends == Counter(ids)
    assert set(Notification.objects.values_list("provider", flat=True)) == {"stub-1"}


def test_a_provider_that_may_have_taken_it_is_not_followed_by_another() -> None:
    ids = accept(factories.make_service())
    hangs, well = Stub(raises(Unavailable("timeout", outcome_unknown=True))), Stub(accepts)

    drain(hangs, well)

    assert statuses(ids) == {"created"}
    assert not well.sends


def test_retries_end_after_the_last_attempt() -> None:
    (one,) = accept(factories.make_service())
    Notification.objects.filter(pk=one).update(attempts=47)

    drain(Stub(raises(Unavailable("timeout"))))

    assert statuses([one]) == {"technical-failure"}


def test_a_suspended_service_sends_nothing() -> None:
    service = factories.make_service(active=False)
    ids = accept(service)
    stub = Stub(accepts)

    drain(stub)

    assert statuses(ids) == {"technical-failure"}
    assert not stub.sends


def test_the_sandbox_keeps_what_the_recipient_would_see_and_sends_receipts() -> None:
    service = factories.make_service(name_en="Parks", name_fr="Parcs")
    for channel in ("email", "sms"):
        Provider.objects.create(name=f"sandbox-{channel}", kind="sandbox", channel=channel)
    email, text = accept(service) + accept(service, channel="sms")

    drain()
    for row in SandboxMessage.objects.all():
        row.receipt_due_at = row.received_at
        row.save()
    send_due_receipts()

    assert statuses([email, text]) == {"delivered"}
    kept = {row.channel: open_message(row) for row in SandboxMessage.objects.all()}
    assert kept["email"]["to"] == "ana@example.ca"
    assert kept["email"]["subject"] == "Your decision, Ana"
    assert "Your file is <strong" in kept["email"]["html"]
    assert kept["email"]["from_name"] == "Parks"
    assert kept["sms"]["text"] == "Parks: Your code is 1234."
    assert counts(service) == {"delivered": 2}


@pytest.mark.parametrize(
    ("channel", "recipient", "status"),
    [
        ("sms", "+15149301633", "temporary-failure"),
        ("sms", "+15149301632", "permanent-failure"),
        ("sms", "5149301632", "delivered"),
        ("email", "temp-fail@simulator.notify", "temporary-failure"),
        ("email", "perm-fail@simulator.notify", "permanent-failure"),
        ("email", "anyone@example.ca", "delivered"),
    ],
)
def test_test_keys_pretend_and_end_as_documented(channel: str, recipient: str, status: str) -> None:
    """No provider is there at all: nothing is really sent."""
    service = factories.make_service()

    ids = accept(service, channel=channel, key_type="test")
    Notification.objects.filter(pk__in=ids).update(sealed_recipient=seal_recipient(recipient))

    drain()
    for row in SandboxMessage.objects.all():
        row.receipt_due_at = row.received_at
        row.save()
    send_due_receipts()

    assert statuses(ids) == {status}

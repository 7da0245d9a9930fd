"""Ways in which others are late or unfair, and how ours is not. Numbers: docs/weaknesses.md."""

import inspect
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from dramatiq.brokers.stub import StubBroker

from notify.delivery import buckets, wake
from notify.delivery.buckets import LocalBucket
from notify.delivery.callbacks import claim_calls
from notify.delivery.claim import claim_due, write_outcomes
from notify.delivery.models import CallbackDelivery
from notify.delivery.receipts import apply_receipts
from notify.delivery.throttle import MOST_LEASED, Pacer
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.providers.base import Unavailable
from notify.queues import broker
from notify.sending import rate
from notify.services.callbacks import set_callback
from notify.services.models import Service
from tests import factories
from tests.api.caller import ApiCaller
from tests.delivery.rows import accept, statuses
from tests.delivery.test_claim import expire_leases, sent
from tests.delivery.test_courier import Stub, accepts, drain, raises
from tests.delivery.test_receipts import receipt

pytestmark = pytest.mark.django_db(transaction=True)


def test_07_a_message_waits_for_the_tick_of_one_scheduler(api: ApiCaller, email: Template) -> None:
    assert isinstance(broker, StubBroker)
    broker.flush_all()
    wake.lower_flag(email.queue())

    answer = api.send_email(email.id, personalisation={"name": "Ana"})

    assert answer.status == 201
    assert broker.queues[email.queue()].qsize() == 1  # at once, and nobody ticked


def test_08_small_batches_and_a_statement_for_every_message(service: Service) -> None:
    ids = accept(service, 200)
    claim = uuid.uuid4()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = claim_due("normal", 200, claim)
        write_outcomes([sent(row.id, claim) for row in rows])

    assert statuses(ids) == {"sending"}
    assert len(queries) <= 10  # a twentieth of a statement a message


def test_09_the_whole_keyspace_is_searched() -> None:
    scripts = [inspect.getsource(module) for module in (buckets, rate, wake)]

    for text in scripts:
        assert "'SCAN'" not in text
        assert "'KEYS'" not in text
        assert "scan_iter" not in text
    assert all("KEYS[1]" in text for text in scripts[:2])  # keys are declared, as a cluster needs


def test_14_one_service_with_much_to_send_makes_another_wait() -> None:
    big, small = factories.make_service(), factories.make_service()
    accept(big, 100)
    accept(small, 3)

    first = claim_due("normal", 10, uuid.uuid4())

    assert Counter(row.service_id for row in first)[small.id] == 3


def test_14_the_other_provider_is_the_same_provider(service: Service) -> None:
    ids = accept(service, 4)
    down, other = Stub(raises(Unavailable("provider-error"))), Stub(accepts)

    drain(down, other)

    assert statuses(ids) == {"sending"}
    assert other.sends == Counter(ids)
    assert set(Notification.objects.values_list("provider", flat=True)) == {"stub-1"}


def test_15_throttling_parks_messages_for_five_minutes(service: Service) -> None:
    (row_id,) = accept(service)

    drain(Stub(raises(Unavailable("throttled", throttled=True, retry_after=1.0))))

    row = Notification.objects.get(pk=row_id)
    assert row.due_at is not None
    assert row.due_at - timezone.now() < timedelta(seconds=5)
    expire_leases()
    drain(Stub(accepts))
    assert statuses([row_id]) == {"sending"}


def test_16_a_limiter_wastes_its_turns_or_hands_out_too_many() -> None:
    bucket = LocalBucket(100)
    granted = [bucket.lease(MOST_LEASED, 0.0)[0] for _ in range(40)]

    assert max(granted) <= MOST_LEASED
    assert sum(granted) <= 110  # a second's worth, however many ask at once
    pacer = Pacer(bucket, 100, reserve=0.0)
    assert pacer._slice == MOST_LEASED


def test_20_a_message_for_later_leaves_at_some_other_time(service: Service) -> None:
    later = timezone.now() + timedelta(hours=2)
    (row_id,) = accept(service, scheduled_for=later)

    assert claim_due("normal", 10, uuid.uuid4()) == []

    expire_leases()  # its time has come
    drain(Stub(accepts))
    assert statuses([row_id]) == {"sending"}


def test_23_one_dead_endpoint_holds_up_everybody(service: Service) -> None:
    dead = set_callback(service, "delivery_status", "http://127.0.0.1:9/", "a bearer token")
    other = factories.make_service()
    alive = set_callback(other, "delivery_status", "http://127.0.0.1:9/", "a bearer token")
    apply_receipts([receipt(one) for one in [*accept(service, 40), *accept(other, 2)]])

    calls = claim_calls(16)

    per_endpoint = Counter(call.callback_id for call in calls)
    assert per_endpoint == {dead.id: 4, alive.id: 2}
    assert CallbackDelivery.objects.count() == 42  # nothing is lost, and all of it is on record


def test_26_a_wake_up_grows_with_the_message(api: ApiCaller, email: Template) -> None:
    assert isinstance(broker, StubBroker)
    broker.flush_all()
    wake.lower_flag(email.queue())

    api.send_email(email.id, personalisation={"name": "x" * 50_000})

    (message,) = list(broker.queues[email.queue()].queue)
    assert len(message) < 500

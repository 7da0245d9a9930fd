"""Ways in which others send twice, and how ours does not. Numbers: docs/weaknesses.md."""

import threading
import uuid
from collections import Counter
from uuid import UUID

import pytest
from django.db import connection

from notify.delivery.claim import claim_due, write_outcomes
from notify.delivery.models import CallbackDelivery
from notify.delivery.receipts import apply_receipts
from notify.delivery.timeouts import end_silent_messages
from notify.notifications.models import Notification
from notify.providers.base import Email, Sms
from notify.services.callbacks import set_callback
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept, counted_rows, counts, statuses
from tests.delivery.test_claim import expire_leases, sent
from tests.delivery.test_courier import Stub, accepts, drain
from tests.delivery.test_receipts import receipt

pytestmark = pytest.mark.django_db(transaction=True)


def test_05_two_workers_read_the_same_row_and_both_send(service: Service) -> None:
    ids = accept(service, 60)
    taken: Counter[UUID] = Counter()

    def work() -> None:
        while rows := claim_due("normal", 7, uuid.uuid4()):
            taken.update(row.id for row in rows)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert taken == Counter(ids)


def test_05_the_claim_is_not_committed_before_the_call(service: Service) -> None:
    accept(service)
    seen: list[bool] = []

    def behaviour(message: Email | Sms) -> str:
        seen.append(Notification.objects.get(pk=message.id).claim is not None)
        return accepts(message)

    drain(Stub(behaviour))

    assert seen == [True]


def test_05_a_worker_that_was_thought_dead_writes_over_another(service: Service) -> None:
    (row_id,) = accept(service)
    late = uuid.uuid4()
    claim_due("normal", 10, late)
    expire_leases()
    claim_due("normal", 10, uuid.uuid4())

    assert write_outcomes([sent(row_id, late)]) == 0

    assert statuses([row_id]) == {"created"}
    assert counts(service) == {"created": 1}


def test_18_a_transaction_is_open_during_the_call(service: Service) -> None:
    accept(service, 5)
    stub = Stub(accepts)

    drain(stub)

    assert stub.sends.total() == 5
    assert not stub.in_transaction


def test_22_a_batch_takes_the_properties_of_its_last_row() -> None:
    live, other = factories.make_service(), factories.make_service()
    accept(live, 3, queue="priority")
    accept(live, 2, key_type="test", queue="priority")
    accept(other, 2, queue="bulk", language="fr")

    rows = claim_due("priority", 10, uuid.uuid4())
    bulk = claim_due("bulk", 10, uuid.uuid4())

    assert Counter(row.key_type for row in rows) == {"normal": 3, "test": 2}
    assert {(row.service_id, row.language) for row in bulk} == {(other.id, "fr")}


def test_25_a_time_limit_and_a_receipt_both_win(service: Service) -> None:
    set_callback(service, "delivery_status", "https://example.ca/hook", "a bearer token")
    ids = accept(service, 10)
    Notification.objects.update(status="sending", sent_at="2020-01-01T00:00Z", due_at=None)
    threads = [
        threading.Thread(target=_then_close, args=(end_silent_messages,)),
        threading.Thread(
            target=_then_close, args=(lambda: apply_receipts([receipt(one) for one in ids]),)
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # An email's later receipt may correct the time limit; nothing is told twice of one change.
    told = Counter(CallbackDelivery.objects.values_list("notification_id", "status"))
    assert set(told.values()) == {1}
    assert statuses(ids) == {"delivered"}
    assert counted_rows(service) == {"delivered": 10}


def _then_close(work: object) -> None:
    try:
        work()  # type: ignore[operator]
    finally:
        connection.close()

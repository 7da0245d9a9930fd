"""A row is claimed by one worker at a time, and only its claimer writes what became of it."""

import threading
import uuid
from uuid import UUID

import pytest
from django.db import connection

from notify.delivery.claim import Outcome, claim_due, write_outcomes
from notify.notifications.models import Notification
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept, counted_rows, counts


def expire_leases() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_notification SET due_at = now() - interval '1 second' "
            "WHERE due_at IS NOT NULL"
        )


def sent(row_id: UUID, claim: UUID) -> Outcome:
    return Outcome(row_id, claim, "sending", "ses", f"ref-{row_id}")


@pytest.mark.django_db
def test_a_claimed_row_is_not_claimed_again(service: Service) -> None:
    ids = accept(service, 3)

    first = claim_due("normal", 10, uuid.uuid4())
    second = claim_due("normal", 10, uuid.uuid4())

    assert {row.id for row in first} == set(ids)
    assert second == []


@pytest.mark.django_db
def test_queues_are_apart(service: Service) -> None:
    (priority,) = accept(service, queue="priority")
    accept(service, queue="bulk")

    claimed = claim_due("priority", 10, uuid.uuid4())

    assert [row.id for row in claimed] == [priority]


@pytest.mark.django_db
def test_services_take_even_shares(service: Service) -> None:
    """One big list does not make another service's few messages wait."""
    accept(service, 30)
    small = accept(factories.make_service(), 3)

    first = {row.id for row in claim_due("normal", 10, uuid.uuid4())}
    rest = [claim_due("normal", 10, uuid.uuid4()) for _ in range(5)]

    assert set(small) <= first
    assert [len(rows) for rows in rest] == [10, 10, 5, 0, 0]


@pytest.mark.django_db
def test_a_dead_workers_rows_come_back_after_the_lease(service: Service) -> None:
    (identifier,) = accept(service)
    claim_due("normal", 10, uuid.uuid4())

    expire_leases()

    (row,) = claim_due("normal", 10, uuid.uuid4())
    assert (row.id, row.attempts) == (identifier, 2)


@pytest.mark.django_db
def test_a_worker_thought_dead_changes_nothing(service: Service) -> None:
    (identifier,) = accept(service)
    late = uuid.uuid4()
    claim_due("normal", 10, late)
    expire_leases()
    claim_due("normal", 10, uuid.uuid4())

    changed = write_outcomes([Outcome(identifier, late, "technical-failure")])

    assert changed == 0
    assert Notification.objects.get(pk=identifier).status == "created"


@pytest.mark.django_db
def test_an_outcome_is_written_counted_and_put_on_the_timeline(service: Service) -> None:
    ids = accept(service, 3)
    claim = uuid.uuid4()
    claim_due("normal", 10, claim)

    changed = write_outcomes([sent(identifier, claim) for identifier in ids])

    row = Notification.objects.get(pk=ids[0])
    assert changed == 3
    assert (row.status, row.provider, row.due_at, row.claim) == ("sending", "ses", None, None)
    assert row.sent_at is not None
    assert [event["status"] for event in row.timeline()] == ["created", "sending"]
    assert counts(service) == counted_rows(service) == {"sending": 3}


@pytest.mark.django_db
def test_a_retry_stays_created_and_is_due_later(service: Service) -> None:
    (identifier,) = accept(service)
    claim = uuid.uuid4()
    claim_due("normal", 10, claim)

    write_outcomes([Outcome(identifier, claim, "created", "ses", retry_in=30.0, code="throttled")])

    assert claim_due("normal", 10, uuid.uuid4()) == []
    row = Notification.objects.get(pk=identifier)
    assert row.status == "created"
    assert row.due_at is not None
    assert row.timeline()[-1]["code"] == "throttled"
    assert counts(service) == {"created": 1}


@pytest.mark.django_db
def test_a_status_that_a_receipt_brought_first_is_kept(service: Service) -> None:
    (identifier,) = accept(service)
    claim = uuid.uuid4()
    claim_due("normal", 10, claim)
    Notification.objects.filter(pk=identifier).update(status="delivered", due_at=None)

    write_outcomes([sent(identifier, claim)])

    row = Notification.objects.get(pk=identifier)
    assert (row.status, row.provider_reference) == ("delivered", f"ref-{identifier}")
    assert row.sent_at is not None


def test_eight_claimers_share_the_rows_without_overlap(transactional_db: None) -> None:
    service = factories.make_service()
    ids = accept(service, 100)
    taken: list[UUID] = []
    lock = threading.Lock()

    def work() -> None:
        try:
            while rows := claim_due("normal", 7, uuid.uuid4()):
                with lock:
                    taken.extend(row.id for row in rows)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == sorted(ids)

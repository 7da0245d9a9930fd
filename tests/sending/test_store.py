"""Storing commits the row, its count and its share of the limits together, or nothing."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from notify.notifications.models import Notification
from notify.sending import store
from notify.sending.store import (
    Limits,
    NewNotification,
    OverLimit,
    count_simulated,
    store_notification,
)
from notify.services.models import Service
from notify.stats.calendar import business_day
from notify.stats.models import DailyCount, Usage
from tests import factories

ROOM = Limits(daily=100, annual=1000)


def make_new(service: Service, **fields: object) -> NewNotification:
    template = service.templates.first() or factories.make_email_template(service)
    new = NewNotification(
        service_id=service.id,
        template_id=template.id,
        template_version=1,
        key_type="normal",
        channel="email",
        queue="normal",
        recipient="Ana@Example.ca",
        normalised="ana@example.ca",
        personalisation={"name": "Zoé 😀"},
    )
    return replace(new, **fields)  # type: ignore[arg-type]


def created(service: Service) -> int:
    counts = DailyCount.objects.filter(service_id=service.id, status="created")
    return sum(counts.values_list("count", flat=True))


def used(service: Service, period: str) -> int:
    return sum(
        Usage.objects.filter(service_id=service.id, period=period).values_list("used", flat=True)
    )


@pytest.mark.django_db
def test_a_stored_message_reads_back_and_is_counted(service: Service) -> None:
    new = make_new(service, client_reference="r-1", sender="reply@example.ca")

    store_notification(new, ROOM)

    row = Notification.objects.get(pk=new.id)
    assert (row.recipient, row.personalisation) == ("Ana@Example.ca", {"name": "Zoé 😀"})
    assert (row.status, row.client_reference, row.sender) == ("created", "r-1", "reply@example.ca")
    assert row.due_at is not None
    assert row.day == business_day(new.created_at)
    assert created(service) == used(service, "day") == used(service, "year") == 1


@pytest.mark.django_db
def test_personal_data_is_not_readable_in_the_table(service: Service) -> None:
    store_notification(make_new(service), ROOM)

    with connection.cursor() as cursor:
        cursor.execute("SELECT n::text FROM notifications_notification n")
        (row,) = cursor.fetchone()
    for secret in ("Ana@Example.ca", b"Ana@Example.ca".hex(), "Zo", b"Zo\xc3\xa9".hex()):
        assert secret not in row


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limits", "period", "limit"),
    [
        pytest.param(Limits(daily=2, annual=100), "day", 2, id="day"),
        pytest.param(Limits(daily=100, annual=2), "year", 2, id="year"),
        pytest.param(Limits(daily=2, annual=2), "year", 2, id="both-full-names-the-year"),
    ],
)
def test_a_full_limit_stores_and_counts_nothing(
    service: Service, limits: Limits, period: str, limit: int
) -> None:
    store_notification(make_new(service), limits)
    store_notification(make_new(service), limits)

    with pytest.raises(OverLimit) as caught:
        store_notification(make_new(service), limits)

    assert (caught.value.period, caught.value.limit) == (period, limit)
    assert Notification.objects.count() == created(service) == 2
    assert used(service, "day") == used(service, "year") == 2


@pytest.mark.django_db
def test_texts_cost_their_fragments(service: Service) -> None:
    store_notification(make_new(service, channel="sms", fragments=3), ROOM)

    assert used(service, "day") == 3


@pytest.mark.django_db
def test_a_simulated_message_is_counted_and_not_stored(service: Service) -> None:
    count_simulated(service.id, "email", 1, ROOM)

    assert used(service, "day") == 1
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_test_keys_use_no_limit(service: Service) -> None:
    store_notification(make_new(service, key_type="test"), None)

    assert not Usage.objects.exists()
    assert created(service) == 1


@pytest.fixture
def committed_service(transactional_db: None) -> Service:
    return factories.make_service(message_limit=10)


def test_64_parallel_senders_pass_no_limit(committed_service: Service) -> None:
    limits = Limits(daily=40, annual=1000)
    news = [make_new(committed_service) for _ in range(64)]
    refused: list[OverLimit] = []

    def send(new: NewNotification) -> None:
        try:
            store_notification(new, limits)
        except OverLimit as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(new,)) for new in news]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 24
    assert Notification.objects.count() == created(committed_service) == 40
    assert used(committed_service, "day") == 40


def test_one_bad_row_fails_alone(committed_service: Service) -> None:
    good = [make_new(committed_service) for _ in range(15)]
    bad = make_new(committed_service, client_reference="nul \x00 cannot be stored")
    failed = []

    def send(new: NewNotification) -> None:
        try:
            store_notification(new, ROOM)
        except Exception as error:
            failed.append((new, error))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(new,)) for new in [*good, bad]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [new for new, _ in failed] == [bad]
    assert Notification.objects.count() == 15


def test_a_transaction_of_the_caller_decides_about_its_own_message_alone(
    committed_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others commit at the same moment: what one undoes is gone, and what the others have stays."""
    undone, first, second = (make_new(committed_service) for _ in range(3))
    is_leading, go_on = threading.Event(), threading.Event()
    commit = store._execute_once

    def slow_for_the_first(statement: str, parameters: dict[str, str]) -> None:
        if str(first.id) in parameters["rows"]:
            is_leading.set()
            go_on.wait(30)
        commit(statement, parameters)

    def send(new: NewNotification) -> None:
        try:
            store_notification(new, ROOM)
        finally:
            connection.close()

    def send_and_undo() -> None:
        try:
            with transaction.atomic():
                store_notification(undone, ROOM)
                transaction.set_rollback(True)
        finally:
            connection.close()

    monkeypatch.setattr(store, "_execute_once", slow_for_the_first)
    threads = [
        threading.Thread(target=send, args=(first,)),
        threading.Thread(target=send_and_undo),
        threading.Thread(target=send, args=(second,)),
    ]
    threads[0].start()
    assert is_leading.wait(30)
    for thread in threads[1:]:
        thread.start()
        time.sleep(0.2)
    go_on.set()
    for thread in threads:
        thread.join()

    assert set(Notification.objects.values_list("id", flat=True)) == {first.id, second.id}


def test_delivery_is_woken_when_the_row_can_be_seen(
    committed_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is woken before the commit finds nothing, and the row waits for a sweep."""
    woken: list[str] = []
    monkeypatch.setattr(store, "wake", woken.append)

    with transaction.atomic():
        store_notification(make_new(committed_service), ROOM)
        before = list(woken)
    after = list(woken)
    store_notification(make_new(committed_service), ROOM)
    with transaction.atomic():
        store_notification(make_new(committed_service), ROOM)
        transaction.set_rollback(True)

    assert (before, after, woken) == ([], ["normal"], ["normal"] * 2)


@pytest.mark.django_db
def test_a_scheduled_message_is_due_at_its_time(service: Service) -> None:
    later = datetime(2030, 1, 1, 12, tzinfo=UTC)

    new = make_new(service, scheduled_for=later)
    store_notification(new, ROOM)

    assert Notification.objects.get(pk=new.id).due_at == later

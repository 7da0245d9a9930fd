"""Ways in which others lose messages, and how ours does not. Numbers: docs/weaknesses.md."""

import uuid
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from notify.delivery.actors import CourierOfProcess
from notify.delivery.claim import claim_due
from notify.delivery.dead_letters import dead_letters
from notify.delivery.receipts import apply_receipts
from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.notifications.recipients import seal_recipient
from notify.providers.base import Unavailable
from notify.sending.jobs import claim_job, run_step
from notify.services.models import Service
from notify_project.scheduler import wake_queues
from tests import factories
from tests.api.caller import ApiCaller
from tests.delivery.rows import accept, counted_rows, counts, statuses
from tests.delivery.test_claim import expire_leases
from tests.delivery.test_courier import Stub, StubChooser, accepts, drain, raises
from tests.delivery.test_receipts import receipt
from tests.sending.jobs import accept_list, assert_stored_once, email_rows

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def seen_by_another_session(row_id: str) -> bool:
    settings = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{n: settings[n] for n in names if settings.get(n)}) as session:
        found = session.execute(
            "SELECT count(*) FROM notifications_notification WHERE id = %s", [row_id]
        ).fetchone()
    return found == (1,)


def test_01_accepted_before_it_is_durable(api: ApiCaller, email: Template, no_broker: None) -> None:
    answer = api.send_email(email.id, personalisation={"name": "Ana"})

    assert answer.status == 201
    assert seen_by_another_session(answer.json["id"])


def test_02_acknowledged_before_the_work_is_done(service: Service) -> None:
    (row_id,) = accept(service)
    claim_due("normal", 10, uuid.uuid4())  # the wake-up is gone, and so is this worker
    stub = Stub(accepts)

    expire_leases()
    drain(stub)

    assert statuses([row_id]) == {"sending"}


def test_02_given_up_without_a_trace(service: Service) -> None:
    (row_id,) = accept(service)
    Notification.objects.update(attempts=47)

    drain(Stub(raises(Unavailable("no-connection"))))

    assert [row.id for row in dead_letters()] == [row_id]


def test_03_row_and_wake_up_are_not_written_together(
    api: ApiCaller, email: Template, no_broker: None
) -> None:
    answer = api.send_email(email.id, personalisation={"name": "Ana"})
    process = CourierOfProcess()
    process.get().chooser = StubChooser(Stub(accepts))

    process.drain(email.queue())  # as the sweep of every worker does, without a broker
    process.get().stop()

    assert statuses([uuid.UUID(answer.json["id"])]) == {"sending"}


@pytest.mark.parametrize("kind", ["recipient", "version", "placeholder"])
def test_04_one_poisoned_row_stops_its_batch(service: Service, kind: str) -> None:
    ids = accept(service, 12)
    bad = Notification.objects.filter(pk=ids[5])
    if kind == "recipient":
        bad.update(sealed_recipient=seal_recipient("no address"))
    elif kind == "version":
        bad.update(template_version=99)
    else:
        bad.update(sealed_personalisation=b"rubbish")

    drain(Stub(accepts))

    assert statuses([ids[5]]) == {"technical-failure"}
    assert counts(service) == counted_rows(service) == {"sending": 11, "technical-failure": 1}


def test_06_a_list_that_stopped_halfway_has_holes_or_doubles(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notify.sending.batch.ROWS_IN_CHUNK", 10)
    job = accept_list(service, email_rows(35))
    for _ in range(6):
        claim_job()  # by a worker that dies with it
        Job.objects.update(due_at=LONG_AGO)
        run_step()

    assert_stored_once(job)


def test_10_a_receipt_that_came_too_early_or_too_often(service: Service) -> None:
    (row_id,) = accept(service)
    claim_due("normal", 10, uuid.uuid4())  # the provider answers nobody yet
    told = receipt(row_id)

    changed = [apply_receipts([told]), apply_receipts([told]), apply_receipts([told, told])]

    assert changed == [1, 0, 0]
    assert counts(service) == counted_rows(service) == {"delivered": 1}


def test_10_a_receipt_that_changes_nothing_still_counts(service: Service) -> None:
    (row_id,) = accept(service)
    apply_receipts([receipt(row_id, "permanent-failure", feedback_type="hard-bounce")])

    apply_receipts([receipt(row_id, "delivered")])

    assert counts(service) == counted_rows(service) == {"permanent-failure": 1}


def test_21_a_queue_that_nobody_serves(service: Service) -> None:
    categories = [
        factories.make_category(email_queue=queue) for queue in ("priority", "normal", "bulk")
    ]
    templates = [factories.make_email_template(service, category=one) for one in categories]
    templates.append(factories.make_email_template(service))
    ids = [accept(service, template_id=one.id, queue=one.queue())[0] for one in templates]
    stub = Stub(accepts)

    for queue in ("priority", "normal", "bulk"):
        drain(stub, queue=queue)
    wake_queues()

    assert statuses(ids) == {"sending"}


def test_27_a_row_is_deleted_when_its_wake_up_fails(
    api: ApiCaller, email: Template, no_broker: None
) -> None:
    answers = [api.send_email(email.id, personalisation={"name": "Ana"}) for _ in range(3)]

    assert {answer.status for answer in answers} == {201}
    assert Notification.objects.count() == 3


def test_28_a_crash_loses_the_batch_in_hand(service: Service) -> None:
    ids = accept(service, 40)
    claimed = claim_due("normal", 25, uuid.uuid4())  # by a worker that dies with them
    stub = Stub(accepts)

    drain(stub)
    expire_leases()
    drain(stub)

    assert len(claimed) == 25
    assert set(stub.sends) == set(ids)
    assert statuses(ids) == {"sending"}

"""Messages that had better not leave: to suppressed addresses, or perhaps for a second time."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError

from notify.delivery import courier as courier_module
from notify.delivery.claim import claim_due
from notify.delivery.receipts import apply_receipts
from notify.message_templates.models import Category, Template
from notify.notifications.descriptions import describe_response, describe_status
from notify.notifications.models import Notification
from notify.providers.base import Unavailable
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept, counted_rows, counts, statuses
from tests.delivery.test_claim import expire_leases
from tests.delivery.test_courier import Stub, accepts, drain, raises
from tests.delivery.test_receipts import receipt
from tests.delivery.test_suppression import bounced

pytestmark = pytest.mark.django_db(transaction=True)


def one(row_id: UUID) -> Notification:
    return Notification.objects.get(pk=row_id)


def make_template(service: Service, unknown_outcome: str, channel: str = "email") -> Template:
    category = factories.make_category(unknown_outcome=unknown_outcome)
    make = factories.make_sms_template if channel == "sms" else factories.make_email_template
    return make(service, category=category)


def test_an_email_to_a_suppressed_address_ends_without_a_call(service: Service) -> None:
    first, second = accept(service, 2)
    apply_receipts([bounced(first)])
    (other,) = accept(service, recipient="bo@example.ca", normalised="bo@example.ca")
    stub = Stub(accepts)

    drain(stub)

    row = one(second)
    assert set(stub.sends) == {other}
    assert (row.status, row.provider, row.attempts) == ("permanent-failure", "", 1)
    assert row.feedback_subtype == "on-account-suppression-list"
    assert row.timeline()[-1]["code"] == "suppressed"
    assert describe_status(row) == "Blocked"
    assert describe_response(row) == "The email address is on the GC Notify suppression list"
    assert counts(service) == counted_rows(service)


def test_rows_wait_when_the_list_cannot_be_read(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> set[UUID]:
        raise DatabaseError

    ids = accept(service, 3)
    stub = Stub(accepts)
    monkeypatch.setattr(courier_module, "find_suppressed", fail)

    drain(stub)

    assert not stub.sends
    assert statuses(ids) == {"created"}
    assert all(one(row_id).due_at and one(row_id).claim is None for row_id in ids)


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_message_in_doubt_is_held_where_none_is_better_than_two(
    service: Service, channel: str
) -> None:
    template = make_template(service, Category.UnknownOutcome.HOLD, channel)
    (row_id,) = accept(service, channel=channel, template_id=template.id)
    claim_due("normal", 10, uuid4())  # by a worker that dies
    expire_leases()
    stub = Stub(accepts)

    drain(stub)

    row = one(row_id)
    assert not stub.sends
    assert (row.status, row.due_at) == ("technical-failure", None)
    assert row.timeline()[-1]["code"] == "outcome-unknown"


def test_a_message_in_doubt_is_sent_again_where_two_are_better_than_none(
    service: Service,
) -> None:
    template = make_template(service, Category.UnknownOutcome.RESEND)
    (row_id,) = accept(service, template_id=template.id)
    claim_due("normal", 10, uuid4())
    expire_leases()
    stub = Stub(accepts)

    drain(stub)

    assert stub.sends[row_id] == 1
    assert statuses([row_id]) == {"sending"}


def test_a_call_that_nobody_answered_leaves_its_message_in_doubt(service: Service) -> None:
    template = make_template(service, Category.UnknownOutcome.HOLD)
    (row_id,) = accept(service, template_id=template.id)
    stub = Stub(raises(Unavailable("no-answer", outcome_unknown=True)))

    drain(stub)
    waiting = one(row_id)
    expire_leases()
    drain(stub)

    assert (waiting.status, waiting.timeline()[-1]["status"]) == ("created", "retry")
    assert stub.sends[row_id] == 1
    assert one(row_id).timeline()[-1]["code"] == "outcome-unknown"


def test_an_error_that_nobody_foresaw_leaves_its_message_in_doubt(service: Service) -> None:
    held, resent = (
        make_template(service, outcome)
        for outcome in (Category.UnknownOutcome.HOLD, Category.UnknownOutcome.RESEND)
    )
    (first,) = accept(service, template_id=held.id)
    (second,) = accept(service, template_id=resent.id)
    stub = Stub(raises(RuntimeError("after the message had left")))

    drain(stub)
    assert statuses([first, second]) == {"created"}
    expire_leases()
    drain(stub)

    assert (stub.sends[first], stub.sends[second]) == (1, 2)
    assert one(first).timeline()[-1]["code"] == "outcome-unknown"
    for _ in range(3):
        expire_leases()
        drain(stub)
    assert (stub.sends[second], one(second).status) == (5, "technical-failure")
    assert one(second).timeline()[-1]["code"] == "RuntimeError"


def test_a_message_that_was_surely_not_taken_is_not_in_doubt(service: Service) -> None:
    template = make_template(service, Category.UnknownOutcome.HOLD)
    (row_id,) = accept(service, template_id=template.id)

    drain(Stub(raises(Unavailable("no-connection"))))
    expire_leases()
    drain(Stub(accepts))

    assert statuses([row_id]) == {"sending"}


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_receipt_settles_a_message_that_was_held(service: Service, channel: str) -> None:
    template = make_template(service, Category.UnknownOutcome.HOLD, channel)
    (row_id,) = accept(service, channel=channel, template_id=template.id)
    claim_due("normal", 10, uuid4())
    expire_leases()
    drain(Stub(accepts))

    apply_receipts([receipt(row_id)])

    assert statuses([row_id]) == {"delivered"}
    assert counts(service) == counted_rows(service)

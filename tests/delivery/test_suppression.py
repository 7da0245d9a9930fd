"""Addresses that failed for good or do not want mail are not written to."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from notify.accounts.models import AuditEvent, User
from notify.delivery.claim import claim_due
from notify.delivery.models import EmailHour, Suppression
from notify.delivery.receipts import apply_receipts, match_waiting_receipts
from notify.delivery.suppression import (
    Cause,
    find_suppressed,
    forget_removed,
    recipient_of,
    remove_suppression,
    suppress,
    suppressed_for,
)
from notify.message_templates.models import Category
from notify.notifications.models import Notification
from notify.notifications.recipients import recipient_index
from notify.providers.receipts import Receipt
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept
from tests.delivery.test_receipts import receipt


def bounced(row_id: UUID, **fields: Any) -> Receipt:
    return receipt(
        row_id,
        "permanent-failure",
        **{"feedback_type": "hard-bounce", "feedback_subtype": "general", **fields},
    )


def complained(row_id: UUID | None, **fields: Any) -> Receipt:
    return receipt(
        row_id,
        **{
            "status": None,
            "event_id": "complaint",
            "feedback_type": "complaint",
            "recipient_complaint": True,
            **fields,
        },
    )


def unsubscribed(service: Service, category: Category | None) -> None:
    index = recipient_index("ana@example.ca")
    category_id = category.id if category else None
    suppress([Cause("unsubscribe", service.id, "ana@example.ca", index, uuid4(), category_id)])


def blocked(service: Service, **fields: Any) -> bool:
    """Say whether the next email of a service to Ana would be held back."""
    (one,) = accept(service, **fields)
    rows = claim_due("normal", 100, uuid4())
    return one in find_suppressed(rows)


def test_a_hard_bounce_suppresses_for_its_service_alone(service: Service) -> None:
    (one,) = accept(service)

    apply_receipts([bounced(one)])

    row = Suppression.objects.get()
    assert (row.service, row.reason, row.notification_id) == (service, "hard-bounce", one)
    assert recipient_of(row) == "Ana@Example.ca"
    assert blocked(service)
    assert not blocked(factories.make_service())


def test_a_complaint_suppresses_for_everybody(service: Service) -> None:
    (one,) = accept(service)

    apply_receipts([complained(one)])

    assert Suppression.objects.get().service is None
    assert blocked(factories.make_service())


def test_a_complaint_that_came_before_its_message_still_suppresses(service: Service) -> None:
    (one,) = accept(service)
    apply_receipts([complained(None, reference="abc")])
    Notification.objects.filter(pk=one).update(status="sending", provider_reference="abc")

    match_waiting_receipts()

    assert Suppression.objects.get().reason == "complaint"


@pytest.mark.parametrize(
    "fields",
    [
        {"key_type": "test"},
        {"recipient": "bounce@simulator.notify"},
        {"recipient": "Bounce@Simulator.AmazonSES.com"},
        {"channel": "sms"},
    ],
    ids=["test key", "simulator", "provider's simulator", "text"],
)
def test_what_is_only_pretended_suppresses_nothing(
    service: Service, fields: dict[str, str]
) -> None:
    (one,) = accept(service, **fields)

    apply_receipts([bounced(one), complained(one)])

    assert not Suppression.objects.exists()
    assert not EmailHour.objects.filter(hard_bounces__gt=0).exists()


def test_soft_bounces_suppress_nothing(service: Service) -> None:
    (one,) = accept(service)

    apply_receipts([receipt(one, "temporary-failure", feedback_type="soft-bounce")])

    assert not Suppression.objects.exists()


def test_an_address_is_listed_once_however_often_it_bounces(service: Service) -> None:
    ids = accept(service, 3)

    apply_receipts([bounced(one) for one in ids])
    apply_receipts([bounced(ids[0])])

    assert Suppression.objects.count() == 1


def test_nothing_is_suppressed_when_the_receipt_is_not_committed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    (one,) = accept(service)
    monkeypatch.setattr("notify.delivery.receipts._mark", fail)

    with pytest.raises(RuntimeError):
        apply_receipts([bounced(one)])

    assert not Suppression.objects.exists()
    assert Notification.objects.get(pk=one).status == "created"


def test_a_test_key_is_never_held_back(service: Service) -> None:
    (one,) = accept(service)
    apply_receipts([bounced(one)])

    assert not blocked(service, key_type="test")


def test_an_unsubscribing_holds_for_its_category_alone(service: Service) -> None:
    news, decisions = factories.make_category(), factories.make_category()
    newsletter = factories.make_email_template(service, category=news)
    decision = factories.make_email_template(service, category=decisions)
    plain = factories.make_email_template(service)

    unsubscribed(service, news)

    assert blocked(service, template_id=newsletter.id)
    assert not blocked(service, template_id=decision.id)
    assert not blocked(service, template_id=plain.id)
    assert not blocked(factories.make_service())


def test_an_unsubscribing_without_a_category_holds_for_templates_without_one(
    service: Service,
) -> None:
    category = factories.make_category()
    sorted_one = factories.make_email_template(service, category=category)
    plain = factories.make_email_template(service)

    unsubscribed(service, None)

    assert blocked(service, template_id=plain.id)
    assert not blocked(service, template_id=sorted_one.id)


def test_a_batch_costs_one_query(service: Service) -> None:
    accept(service, 20)
    rows = claim_due("normal", 20, uuid4())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        find_suppressed(rows)

    assert len(queries) == 1


def test_a_removed_address_is_written_to_again_and_the_removal_is_on_record(
    service: Service, alice: User
) -> None:
    (one,) = accept(service)
    apply_receipts([bounced(one)])
    row = Suppression.objects.get()

    first = remove_suppression(row, actor=alice, reason="They have a new inbox", ip="192.0.2.1")
    second = remove_suppression(row, actor=alice, reason="Again", ip=None)

    event = AuditEvent.objects.get(action="suppression-removed")
    assert (first, second) == (True, False)
    assert (event.actor, event.service_id) == (alice, service.id)
    assert event.after == {"removal_reason": "They have a new inbox"}
    assert not blocked(service)


def test_a_removed_address_that_bounces_again_is_suppressed_again(
    service: Service, alice: User
) -> None:
    first, second = accept(service, 2)
    apply_receipts([bounced(first)])
    remove_suppression(Suppression.objects.get(), actor=alice, reason="x", ip=None)

    apply_receipts([bounced(second)])

    assert blocked(service)


def test_the_list_is_the_services_own_and_a_search_is_exact(service: Service) -> None:
    (one,) = accept(service)
    (other,) = accept(service, recipient="bo@example.ca", normalised="bo@example.ca")
    (theirs,) = accept(factories.make_service())
    apply_receipts([bounced(one), bounced(theirs), complained(other)])

    assert [recipient_of(row) for row in suppressed_for(service)] == ["Ana@Example.ca"]
    assert [row.reason for row in suppressed_for(service, " ANA@example.ca")] == ["hard-bounce"]
    assert [row.reason for row in suppressed_for(service, "bo@example.ca")] == ["complaint"]
    assert not suppressed_for(service, "an@example.ca")


def test_emails_and_hard_bounces_are_counted_by_the_hour(service: Service) -> None:
    ids = accept(service, 3)

    apply_receipts([bounced(ids[0]), receipt(ids[1]), receipt(ids[2])])
    apply_receipts([bounced(ids[0])])

    hours = EmailHour.objects.filter(service_id=service.id)
    assert hours.aggregate(sent=Sum("sent"), hard=Sum("hard_bounces")) == {"sent": 3, "hard": 1}
    assert all(row.hour <= datetime.now(UTC) for row in hours)


def test_a_removed_address_is_erased_after_a_month_and_its_record_stays(
    service: Service, alice: User
) -> None:
    (one,) = accept(service)
    apply_receipts([bounced(one)])
    row = Suppression.objects.get()
    remove_suppression(row, actor=alice, reason="New inbox", ip=None)
    soon = forget_removed()
    Suppression.objects.update(removed_at=datetime.now(UTC) - timedelta(days=31))

    later = (forget_removed(), forget_removed())

    row.refresh_from_db()
    assert (soon, later) == (0, (1, 0))
    assert (recipient_of(row), bytes(row.recipient_index)) == ("", b"")
    assert row.removal_reason == "New inbox"


def test_a_kept_address_is_never_erased(service: Service) -> None:
    (one,) = accept(service)
    apply_receipts([bounced(one)])
    Suppression.objects.update(created_at=datetime.now(UTC) - timedelta(days=900))

    assert forget_removed() == 0
    assert blocked(service)

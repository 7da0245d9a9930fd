"""Receipts count once, change only what they may, and never get lost."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from notify.delivery.models import ProviderEvent
from notify.delivery.receipts import apply_receipts, match_waiting_receipts, next_status
from notify.notifications.models import Notification
from notify.providers.receipts import Receipt
from notify.services.models import Service
from tests.delivery.rows import accept, counted_rows, counts, statuses

NOW = datetime.now(UTC)


def receipt(row_id: UUID | None, status: str = "delivered", **fields: object) -> Receipt:
    made = Receipt(
        provider="ses",
        event_id=f"{row_id}-{status}",
        notification_id=row_id,
        reference=f"ref-{row_id}",
        status=status,
        provider_response=None,
        feedback_type=None,
        feedback_subtype=None,
        occurred_at=NOW,
        recipient_complaint=False,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("channel", "now", "told", "expected"),
    [
        ("email", "sending", "delivered", "delivered"),
        ("email", "sending", "temporary-failure", "temporary-failure"),
        ("email", "created", "delivered", "delivered"),
        ("email", "delivered", "permanent-failure", "permanent-failure"),
        ("email", "temporary-failure", "delivered", "delivered"),
        ("email", "temporary-failure", "permanent-failure", "permanent-failure"),
        ("email", "permanent-failure", "delivered", None),
        ("email", "delivered", "delivered", None),
        ("email", "cancelled", "delivered", None),
        ("email", "sending", None, None),
        ("email", "created", None, "sending"),
        ("sms", "created", "sent", "sent"),
        ("sms", "created", None, "sent"),
        ("sms", "sent", "delivered", "delivered"),
        ("sms", "sent", "sent", None),
        ("sms", "created", "delivered", "delivered"),
        ("sms", "delivered", "permanent-failure", None),
        ("sms", "permanent-failure", "delivered", None),
        ("sms", "technical-failure", "delivered", None),
    ],
)
def test_only_legal_changes_are_made(
    channel: str, now: str, told: str | None, expected: str | None
) -> None:
    assert next_status(channel, now, told) == expected


@pytest.mark.django_db
def test_a_receipt_changes_status_and_count(service: Service) -> None:
    ids = accept(service, 3)

    apply_receipts([receipt(one) for one in ids])

    assert statuses(ids) == {"delivered"}
    assert counts(service) == counted_rows(service) == {"delivered": 3}


@pytest.mark.django_db
def test_a_duplicate_changes_nothing(service: Service) -> None:
    (one,) = accept(service)

    first = apply_receipts([receipt(one), receipt(one)])
    again = apply_receipts([receipt(one)])

    assert (first, again) == (1, 0)
    assert counts(service) == {"delivered": 1}
    assert len(Notification.objects.get(pk=one).timeline()) == 2


@pytest.mark.django_db
def test_receipts_in_one_batch_apply_in_the_order_they_happened(service: Service) -> None:
    (one,) = accept(service)
    later = receipt(one, "permanent-failure", occurred_at=NOW + timedelta(minutes=1))

    apply_receipts([later, receipt(one)])

    row = Notification.objects.get(pk=one)
    assert [event["status"] for event in row.timeline()] == [
        "created",
        "delivered",
        "permanent-failure",
    ]
    assert counts(service) == {"permanent-failure": 1}


@pytest.mark.django_db
def test_a_receipt_before_the_sends_own_write_stops_a_second_send(service: Service) -> None:
    (one,) = accept(service)

    apply_receipts([receipt(one)])

    row = Notification.objects.get(pk=one)
    assert (row.status, row.due_at) == ("delivered", None)


@pytest.mark.django_db
def test_a_receipt_without_our_id_is_matched_by_reference(service: Service) -> None:
    (one,) = accept(service)
    Notification.objects.filter(pk=one).update(status="sending", provider_reference="abc")

    apply_receipts([receipt(None, reference="abc", event_id="e1")])

    assert statuses([one]) == {"delivered"}


@pytest.mark.django_db
def test_an_unknown_receipt_is_kept_for_later(service: Service) -> None:
    changed = apply_receipts([receipt(None, reference="nobody", event_id="e1")])

    event = ProviderEvent.objects.get()
    assert changed == 0
    assert (event.reference, event.applied) == ("nobody", False)


@pytest.mark.django_db
def test_a_kept_receipt_is_applied_when_its_message_has_the_reference(service: Service) -> None:
    (one,) = accept(service)
    apply_receipts([receipt(None, reference="abc", event_id="e1")])
    Notification.objects.filter(pk=one).update(status="sending", provider_reference="abc")

    assert (match_waiting_receipts(), match_waiting_receipts()) == (1, 0)

    assert statuses([one]) == {"delivered"}
    assert ProviderEvent.objects.get().applied


@pytest.mark.django_db
def test_any_order_and_repetition_leaves_counts_equal_to_rows(service: Service) -> None:
    ids = accept(service, 20) + accept(service, 10, channel="sms")
    chance = random.Random(7)
    kinds = ["delivered", "temporary-failure", "permanent-failure", "sent"]
    receipts = [receipt(chance.choice(ids), chance.choice(kinds)) for _ in range(200)]

    for start in range(0, 200, 17):
        apply_receipts(receipts[start : start + 17])

    assert counts(service) == counted_rows(service)
    assert sum(counts(service).values()) == 30

"""Messages that were given up can be looked at and sent again, once, and on record."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notify.accounts.models import AuditEvent, User
from notify.delivery.dead_letters import dead_letters, send_again
from notify.delivery.receipts import apply_receipts
from notify.notifications.models import Notification
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept, counted_rows, counts, statuses
from tests.delivery.test_receipts import receipt
from tests.portal.people import sign_in

LIST = reverse("admin:delivery_deadletter_changelist")


@pytest.fixture
def root(db: None) -> User:
    return factories.make_user("root@example.gc.ca", name="Root", is_staff=True, is_superuser=True)


@pytest.fixture
def as_root(root: User) -> Client:
    return sign_in(root)


def give_up(service: Service, number: int = 1, **fields: Any) -> list[UUID]:
    ids = accept(service, number)
    apply_receipts([receipt(one, "technical-failure") for one in ids])
    Notification.objects.filter(id__in=ids).update(attempts=48, provider="ses", **fields)
    return ids


def test_only_given_up_messages_are_listed_the_newest_first(service: Service) -> None:
    older, newer = give_up(service, 2)
    accept(service)
    accept(factories.make_service())

    assert [row.id for row in dead_letters()] == [newer, older]


def test_a_message_is_due_again_and_the_counts_follow(service: Service, root: User) -> None:
    (one,) = give_up(service)

    first = send_again([one], actor=root, ip="192.0.2.1")
    second = send_again([one], actor=root, ip="192.0.2.1")

    row = Notification.objects.get(pk=one)
    event = AuditEvent.objects.get(action="message-sent-again")
    assert (first, second) == (1, 0)
    assert (row.status, row.attempts, row.provider) == ("created", 0, "")
    assert row.due_at
    assert row.timeline()[-1]["code"] == "sent-again"
    assert counts(service) == counted_rows(service) == {"created": 1}
    assert (event.actor, event.service_id, event.subject_id) == (root, service.id, str(one))


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "delivered"},
        {"sealed_recipient": b""},
        {"created_at": timezone.now() - timedelta(days=4)},
    ],
    ids=["settled meanwhile", "erased", "too old"],
)
def test_others_are_left_alone(service: Service, root: User, fields: dict[str, Any]) -> None:
    (one,) = give_up(service, **fields)

    assert send_again([one], actor=root, ip=None) == 0

    assert "created" not in statuses([one])
    assert not AuditEvent.objects.exists()


def test_the_admin_asks_before_it_sends_again(service: Service, as_root: Client) -> None:
    chosen, other = give_up(service, 2)
    form = {"action": "send_chosen_again", "_selected_action": [str(chosen)]}

    asked = as_root.post(LIST, form)
    unchanged = statuses([chosen])
    as_root.post(LIST, {**form, "confirmed": "yes"})

    assert "may have arrived already" in asked.content.decode()
    assert unchanged == {"technical-failure"}
    assert (statuses([chosen]), statuses([other])) == ({"created"}, {"technical-failure"})


def test_staff_without_the_permission_cannot_send_again(service: Service) -> None:
    (one,) = give_up(service)
    client = sign_in(factories.make_user(is_staff=True))

    answer = client.post(
        LIST, {"action": "send_chosen_again", "_selected_action": [str(one)], "confirmed": "yes"}
    )

    assert answer.status_code == 403
    assert statuses([one]) == {"technical-failure"}


def test_recipients_are_masked(service: Service, as_root: Client) -> None:
    give_up(service)

    content = as_root.get(LIST).content.decode()

    assert "A•••@Example.ca" in content
    assert "Ana@" not in content

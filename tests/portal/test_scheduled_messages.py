"""A message to one person that waits for its time is listed and can be cancelled."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notify.accounts.models import AuditEvent
from notify.delivery.claim import claim_due
from notify.notifications.ids import new_id
from notify.notifications.models import Notification
from notify.services.models import Service
from notify.stats.models import Usage
from notify.stats.verify import differing_counts
from tests import factories
from tests.portal import sent


def later(hours: int = 4) -> Any:
    return timezone.now() + timedelta(hours=hours)


def page(name: str, message: Notification) -> str:
    return reverse(f"portal:{name}", args=[message.service_id, message.id])


def cancel(client: Client, message: Notification) -> str:
    answer = client.post(page("cancel-message", message), follow=True)
    message.refresh_from_db()
    return answer.content.decode()


def used(service: Service) -> set[int]:
    return set(Usage.objects.filter(service_id=service.id).values_list("used", flat=True))


def test_a_scheduled_message_is_cancelled_after_a_question(
    as_alice: Client, service: Service
) -> None:
    message = sent.send_email(service, scheduled_for=later())
    assert (
        page("cancel-message", message) in as_alice.get(page("message", message)).content.decode()
    )
    question = as_alice.get(page("cancel-message", message)).content.decode()
    message.refresh_from_db()
    assert message.status == "created"

    after = cancel(as_alice, message)

    assert "ana@example.ca" in question
    assert "this cannot be undone" in question
    assert "Cancelled. The message will not leave" in after
    assert "What was not sent" in after
    assert page("cancel-message", message) not in after
    assert (message.status, message.due_at) == ("cancelled", None)
    assert used(service) == {0}
    assert not differing_counts(timezone.now().date() - timedelta(days=2))
    event = AuditEvent.objects.get(action="message-cancelled")
    assert (event.subject_id, event.after) == (str(message.id), {"status": "cancelled"})
    Notification.objects.update(due_at=None)
    assert claim_due("normal", 10, new_id()) == []


def test_cancelling_twice_gives_the_limit_back_once(as_alice: Client, service: Service) -> None:
    template = factories.make_sms_template(service)
    sent.send_text(service, template=template)
    message = sent.send_text(service, template=template, scheduled_for=later())

    cancel(as_alice, message)
    again = cancel(as_alice, message)

    assert "no longer possible" not in again
    assert used(service) == {1}


def test_a_message_that_is_due_is_not_cancelled(as_alice: Client, service: Service) -> None:
    message = sent.send_email(service)
    assert page("cancel-message", message) not in (
        as_alice.get(page("message", message)).content.decode()
    )
    assert "There is nothing to cancel" in (
        as_alice.get(page("cancel-message", message)).content.decode()
    )

    after = cancel(as_alice, message)

    assert "That is no longer possible" in after
    assert message.status == "created"
    assert used(service) == {1}


def test_a_message_of_a_test_key_gives_nothing_back(as_alice: Client, service: Service) -> None:
    template = factories.make_email_template(service)
    sent.send_email(service, template=template)
    message = sent.send_email(service, template=template, key_type="test", scheduled_for=later())

    cancel(as_alice, message)

    assert message.status == "cancelled"
    assert used(service) == {1}


def test_scheduled_messages_are_listed_with_the_lists_the_soonest_first(
    as_alice: Client, service: Service
) -> None:
    template = factories.make_email_template(service)
    for recipient, hours in (("late@example.ca", 9), ("soon@example.ca", 2)):
        sent.send_email(service, recipient, template=template, scheduled_for=later(hours))
    now = sent.send_email(service, "now@example.ca", template=template)
    address = reverse("portal:sends", args=[service.id])

    everything = as_alice.get(address).content.decode()
    scheduled = as_alice.get(f"{address}?state=scheduled").content.decode()
    finished = as_alice.get(f"{address}?state=finished").content.decode()

    for text in (everything, scheduled):
        assert 0 < text.index("soon@example.ca") < text.index("late@example.ca")
        assert now.recipient not in text
    assert "soon@example.ca" not in finished


@pytest.mark.parametrize("who", ["as_bob", "as_charlie"])
def test_only_who_may_send_cancels(
    request: pytest.FixtureRequest, service: Service, who: str
) -> None:
    client: Client = request.getfixturevalue(who)
    message = sent.send_email(service, scheduled_for=later())

    answer = client.post(page("cancel-message", message))

    message.refresh_from_db()
    assert answer.status_code == {"as_bob": 403, "as_charlie": 404}[who]
    assert message.status == "created"

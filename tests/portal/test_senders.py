"""Reply-to addresses with their test, and text message senders."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from notify.notifications.models import Notification
from notify.portal.reply_to_test import SALT
from notify.queues import connect_valkey
from notify.services.models import ReplyToAddress, ReplyToCheck, Service, SmsSender
from tests.portal import sent

ADDRESS = {"address": "Answers@Example.gc.ca", "label": "Front desk"}


def page_of(service: Service, name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=[service.pk, *args])


@pytest.fixture(autouse=True)
def quiet() -> None:
    """No email was sent to anybody's address lately."""
    connect_valkey().flushdb()


@pytest.fixture
def waiting(as_alice: Client, service: Service) -> ReplyToCheck:
    """An address whose test email is on its way."""
    as_alice.post(page_of(service, "new-reply-to"), ADDRESS)
    return ReplyToCheck.objects.get()


def test_an_address_is_used_only_once_its_test_email_arrived(
    as_alice: Client, service: Service, waiting: ReplyToCheck
) -> None:
    state = page_of(service, "reply-to-test", waiting.pk)
    before = as_alice.get(state).content.decode()
    assert not service.reply_tos.exists()

    sent.receive(Notification.objects.get(pk=waiting.message_id), "delivered")
    after = as_alice.get(state).content.decode()

    kept = service.reply_tos.get()
    assert "data-poll" in before
    assert "data-poll" not in after
    assert (kept.address, kept.label, kept.is_default) == (
        "answers@example.gc.ca",
        "Front desk",
        True,
    )


def test_an_address_that_bounces_is_not_used_and_can_be_tested_again(
    as_alice: Client, service: Service, waiting: ReplyToCheck
) -> None:
    sent.receive(Notification.objects.get(pk=waiting.message_id), "permanent-failure")

    page = as_alice.get(page_of(service, "reply-to-test", waiting.pk)).content.decode()
    as_alice.post(page_of(service, "repeat-reply-to-test", waiting.pk))

    first = waiting.message_id
    waiting.refresh_from_db()
    assert "did not arrive" in page
    assert not service.reply_tos.exists()
    assert (waiting.state, waiting.message_id == first) == ("waiting", False)


def test_the_link_in_the_test_email_confirms_on_a_click_and_not_before(
    client: Client, service: Service, waiting: ReplyToCheck
) -> None:
    link = reverse("portal:confirm-reply-to", args=[signing.dumps(str(waiting.pk), salt=SALT)])

    looked = client.get(link)
    assert not service.reply_tos.exists()
    confirmed = client.post(link)
    client.post(link)

    assert looked.status_code == confirmed.status_code == 200
    assert service.reply_tos.count() == 1


def test_a_link_that_was_tampered_with_confirms_nothing(
    client: Client, service: Service, waiting: ReplyToCheck
) -> None:
    link = reverse("portal:confirm-reply-to", args=[signing.dumps(str(waiting.pk), salt="other")])

    assert "does not work any more" in client.post(link).content.decode()
    assert not service.reply_tos.exists()


def test_a_changed_label_needs_no_test_but_a_changed_address_does(
    as_alice: Client, service: Service
) -> None:
    kept = service.reply_tos.create(address="answers@example.gc.ca", is_default=True)
    edit = page_of(service, "edit-reply-to", kept.pk)

    as_alice.post(edit, {"address": kept.address, "label": "Desk"})
    assert not ReplyToCheck.objects.exists()
    as_alice.post(edit, {"address": "other@example.gc.ca", "label": "Desk"})

    kept.refresh_from_db()
    assert (kept.address, kept.label, kept.is_default) == ("answers@example.gc.ca", "Desk", True)
    assert ReplyToCheck.objects.get().changes == kept


def test_the_default_goes_last(as_alice: Client, service: Service) -> None:
    default = service.reply_tos.create(address="a@example.gc.ca", is_default=True)
    other = service.reply_tos.create(address="b@example.gc.ca")

    as_alice.post(page_of(service, "remove-reply-to", default.pk))
    default.refresh_from_db()
    assert not default.archived
    as_alice.post(page_of(service, "default-reply-to", other.pk))
    as_alice.post(page_of(service, "remove-reply-to", default.pk))

    left = ReplyToAddress.objects.filter(archived=False)
    assert list(left.values_list("address", "is_default")) == [("b@example.gc.ca", True)]


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("AB", "Use 3 to 11 characters."),
        ("ABCDEFGHIJKL", "Use 3 to 11 characters."),
        ("123456", "Use at least one letter"),
        ("Santé", "Use letters without accents"),
        ("info", "Many senders use this word"),
        ("", "Enter a sender."),
    ],
)
def test_a_sender_follows_the_rules_of_carriers(
    as_alice: Client, service: Service, sender: str, words: str
) -> None:
    answer = as_alice.post(page_of(service, "new-sms-sender"), {"sender": sender})

    assert words in answer.content.decode()
    assert not SmsSender.objects.exists()


def test_the_first_sender_is_the_default_and_each_is_there_once(
    as_alice: Client, service: Service
) -> None:
    as_alice.post(page_of(service, "new-sms-sender"), {"sender": "PASSPORT"})
    again = as_alice.post(page_of(service, "new-sms-sender"), {"sender": "passport"})
    as_alice.post(page_of(service, "new-sms-sender"), {"sender": "Permits", "is_default": "on"})

    found = service.sms_senders.order_by("sender").values_list("sender", "is_default")
    assert "The service has this sender already." in again.content.decode()
    assert sorted(found) == [("PASSPORT", False), ("Permits", True)]


@pytest.mark.usefixtures("long_waits")
def test_test_emails_are_not_sent_without_end(
    as_alice: Client, service: Service, waiting: ReplyToCheck
) -> None:
    for _ in range(8):
        answer = as_alice.post(page_of(service, "repeat-reply-to-test", waiting.pk), follow=True)

    assert "There were too many attempts." in answer.content.decode()
    assert Notification.objects.count() == 5

"""Integrators' tests read what the sandbox kept, with a key of their service."""

import time

import jwt
import pytest
from django.test import Client

from notify.delivery.models import Provider
from notify.services.models import Service
from tests import factories
from tests.portal import sent

ADDRESS = "/sandbox/messages.json"


@pytest.fixture
def sandbox(db: None) -> Provider:
    return Provider.objects.create(name="sandbox", kind="sandbox", channel="email")


def read(service: Service, **query: str) -> list[dict[str, object]]:
    key = factories.make_key(service).text
    answer = Client().get(ADDRESS, query, headers={"authorization": f"ApiKey-v1 {key}"})
    assert answer.status_code == 200
    messages: list[dict[str, object]] = answer.json()["messages"]
    return messages


def test_messages_come_newest_first_and_whole(service: Service, sandbox: Provider) -> None:
    email = sent.send_email(service)
    sent.keep_in_sandbox(email)
    text = sent.send_text(service)
    sent.keep_in_sandbox(text)

    newest, oldest = read(service)

    assert (newest["id"], newest["channel"], newest["from"]) == (str(text.id), "sms", "CANADA.CA")
    assert newest["text"] == "Your code is 4821."
    assert oldest["subject"] == "Your decision, Ana"
    assert (oldest["to"], oldest["sends"]) == ("ana@example.ca", 1)
    assert "<b>Ana</b>" in str(oldest["html"])


@pytest.mark.parametrize(
    ("to", "found"),
    [("ANA@example.ca", ["email"]), ("613 555-0123", ["sms"]), ("bea@example.ca", [])],
)
def test_messages_are_found_by_their_recipient(
    to: str, found: list[str], service: Service, sandbox: Provider
) -> None:
    sent.keep_in_sandbox(sent.send_email(service))
    sent.keep_in_sandbox(sent.send_text(service))

    assert [message["channel"] for message in read(service, to=to)] == found


def test_a_key_sees_its_own_service_only(service: Service, sandbox: Provider) -> None:
    sent.keep_in_sandbox(sent.send_email(service))

    assert read(factories.make_service()) == []


def test_a_token_signed_with_the_key_works_too(service: Service, sandbox: Provider) -> None:

    secret = factories.make_key(service).text[-36:]
    token = jwt.encode({"iss": str(service.id), "iat": int(time.time())}, secret, "HS256")

    answer = Client().get(ADDRESS, headers={"authorization": f"Bearer {token}"})

    assert answer.status_code == 200


def test_nobody_reads_without_a_key(service: Service, sandbox: Provider, alice: object) -> None:
    client = Client()
    client.force_login(alice)  # type: ignore[arg-type]

    assert client.get(ADDRESS).status_code == 401


def test_there_is_nothing_while_the_sandbox_is_no_provider(service: Service) -> None:
    key = factories.make_key(service).text

    answer = Client().get(ADDRESS, headers={"authorization": f"ApiKey-v1 {key}"})

    assert answer.status_code == 404

"""A running server with a service in it, for clients that know nothing of this repository."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from notify.delivery.models import ReceivedText, seal_content, seal_user_number
from notify.message_templates.actions import edit_template
from notify.message_templates.models import Template
from notify.services.models import ReplyToAddress, SmsSender
from tests import factories
from tests.api.rows import make_rows
from tests.clients.server import copied_database, running_server, using_database

MANY = 260  # more than a page
OUT_OF_THE_WAY = 1_000_000_000


@dataclass(frozen=True)
class Running:
    """Where the server is, and what is in it: texts only, as a client has them."""

    address: str
    database: str
    service_id: str
    key: str
    team_key: str
    test_key: str
    revoked_key: str
    email: str
    sms: str
    spare: str
    reply_to: str
    sender: str
    many: list[str]
    received: list[str]


@pytest.fixture(scope="session")
def running(django_db_setup: None, django_db_blocker: Any) -> Iterator[Running]:
    with django_db_blocker.unblock(), copied_database() as database:
        with using_database(database):
            made = _make_service()
        with running_server(database) as address:
            yield Running(address=address, database=database, **made)


def _make_service() -> dict[str, Any]:
    alice = factories.make_user("alice@example.gc.ca", name="Alice")
    limits = ("rate_limit", "message_limit", "sms_daily_limit")
    service = factories.make_service(owner=alice, **dict.fromkeys(limits, OUT_OF_THE_WAY))
    email = factories.make_email_template(
        service, author=alice, subject_en="Hi ((name))", body_en="Hello ((name))\r\n\r\nBye"
    )
    revoked = factories.make_key(service)
    revoked.key.revoke()
    return {
        "service_id": str(service.id),
        "key": factories.make_key(service, permissions=["manage_templates", "manage_reports"]).text,
        "team_key": factories.make_key(service, "team").text,
        "test_key": factories.make_key(service, "test").text,
        "revoked_key": revoked.text,
        "email": str(edit_template(email, author=alice, name="Greeting").id),
        "sms": str(factories.make_sms_template(service).id),
        "spare": str(factories.make_email_template(service, name="Spare").id),
        "reply_to": str(ReplyToAddress.objects.create(service=service, address="r@x.ca").id),
        "sender": str(SmsSender.objects.create(service=service, sender="PASSPORT").id),
        "many": [str(identifier) for identifier in _make_many(email)],
        "received": [str(_receive(service.id, number).id) for number in range(2)],
    }


def _make_many(template: Template) -> list[UUID]:
    return make_rows(template, MANY, client_reference="many", status="delivered")


def _receive(service_id: UUID, number: int) -> ReceivedText:
    return ReceivedText.objects.create(
        service_id=service_id,
        notify_number="+16135550100",
        sealed_user_number=seal_user_number("+16135550199"),
        sealed_content=seal_content("Yes"),
        provider="sns",
        provider_reference=str(number),
    )

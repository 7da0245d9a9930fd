"""A running server with what the documentation's examples are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from notify.delivery.models import Provider
from notify.services.models import Service
from tests import factories
from tests.api.rows import make_rows
from tests.clients.server import copied_database, running_server, using_database
from tests.portal import sent


@dataclass(frozen=True)
class Documented:
    """A server, and the environment that the examples read."""

    address: str
    environment: dict[str, str]


@pytest.fixture(scope="session")
def documented(django_db_setup: None, django_db_blocker: Any) -> Iterator[Documented]:
    with django_db_blocker.unblock(), copied_database() as database:
        with using_database(database):
            made = _make_service()
        with running_server(database) as address:
            yield Documented(address, made | {"NOTIFY_URL": address})


def _make_service() -> dict[str, str]:
    service = factories.make_service(owner=factories.make_user("alice@example.gc.ca"))
    email = factories.make_email_template(
        service,
        name="Appointment reminder",
        subject_en="Your appointment on ((date))",
        body_en="Dear ((name)), you have an appointment on ((date)).",
    )
    pair = factories.make_email_template(
        service,
        text="pair",
        subject_en="Your appointment",
        body_en="Dear ((name)),",
        subject_fr="Votre rendez-vous",
        body_fr="Bonjour ((name)),",
    )
    file = factories.make_email_template(service, subject_en="A file", body_en="((decision))")
    simple = factories.make_email_template(service, subject_en="Hello", body_en="Hello ((name))")
    (delivered,) = make_rows(simple, status="delivered", client_reference="arrived")
    make_rows(simple, status="permanent-failure", client_reference="came-back")
    _keep_one(service)
    return {
        "NOTIFY_API_KEY": factories.make_key(service).text,
        "EMAIL_TEMPLATE_ID": str(email.id),
        "TEXT_TEMPLATE_ID": str(factories.make_sms_template(service).id),
        "BILINGUAL_TEMPLATE_ID": str(pair.id),
        "FILE_TEMPLATE_ID": str(file.id),
        "NOTIFICATION_ID": str(delivered),
    }


def _keep_one(service: Service) -> None:
    Provider.objects.create(name="sandbox", kind="sandbox", channel="email")
    sent.keep_in_sandbox(sent.send_email(service, "ana@example.ca"))

"""Where others leave personal data and secrets, and ours does not. Numbers: docs/weaknesses.md."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import override_settings
from dramatiq.brokers.stub import StubBroker

from notify.delivery import wake
from notify.files.models import File
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.providers.base import Email, Sms
from notify.queues import broker
from notify.services.models import Service
from tests import factories
from tests.api.caller import ApiCaller
from tests.delivery.test_courier import Stub, drain
from tests.files.sending import Post, deliver_due, file_of, send

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "canary.address@zanzibar.example"
OLD, NEW = "an old key that is long enough to be one", "a new key that is long enough to be one"


def everything_stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows: list[str] = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [text for (text,) in cursor.fetchall()]
    return "\n".join(rows)


def test_12_people_are_in_clear_in_tables_queues_and_logs(
    api: ApiCaller, email: Template, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(broker, StubBroker)
    broker.flush_all()
    wake.lower_flag(email.queue())

    def fail(message: Email | Sms) -> str:
        raise ValueError(f"cannot send to {message.to}")

    api.send_email(email.id, email_address=ADDRESS, personalisation={"name": "canary-value"})
    drain(Stub(fail), queue=email.queue())

    (woken,) = list(broker.queues[email.queue()].queue)
    stored = everything_stored()
    for canary in ("canary.address", "zanzibar", "canary-value"):
        assert canary not in stored
        assert canary.encode().hex() not in stored
        assert canary.encode() not in woken
        assert not any(canary in record.getMessage() for record in caplog.records)
    assert Notification.objects.get().recipient == ADDRESS


def test_13_a_second_secret_locks_everybody_out(service: Service) -> None:
    with override_settings(DATA_KEYS=[OLD]):
        first = ApiCaller(factories.make_key(service))
    with override_settings(DATA_KEYS=[NEW, OLD]):
        second = ApiCaller(factories.make_key(service))
        answers = [caller.get("/v2/notifications").status for caller in (first, second)]

    assert answers == [200, 200]


def test_13_a_key_can_be_read_from_the_database(service: Service) -> None:
    key = factories.make_key(service)

    assert key.text[-36:] not in everything_stored()


@pytest.mark.parametrize("trouble", ["no verdict", "no content"])
def test_24_a_message_leaves_without_its_file_or_its_check(
    api: ApiCaller, email: Template, store: Path, settings: Any, trouble: str
) -> None:
    message: UUID = send(api, email.id, doc=file_of(b"a letter"))
    if trouble == "no verdict":
        settings.CLAMD_URL = "tcp://127.0.0.1:9"
        File.objects.update(scan="pending")
    else:
        for path in store.rglob("*"):
            if path.is_file():
                path.unlink()
    post = Post()

    deliver_due(post)

    assert post.emails == []
    assert Notification.objects.get(pk=message).status in ("created", "technical-failure")


def test_24_the_same_message_leaves_once_it_may(
    api: ApiCaller, email: Template, store: Path
) -> None:
    send(api, email.id, doc=file_of(b"a letter"))
    post = Post()

    deliver_due(post)

    assert [file.content for file in post.emails[0].files] == [b"a letter"]

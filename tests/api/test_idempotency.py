"""`Idempotency-Key`: a retry is answered as the first time and sends nothing again."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import F

from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.sending.idempotency import forget_old_answers
from notify.sending.models import IdempotentAnswer
from notify.services.models import Service
from notify.stats.models import DailyCount, Usage
from tests import factories
from tests.api.caller import Answer, ApiCaller

VALUES = {"name": "Ana"}


def with_key(api: ApiCaller, key: str) -> ApiCaller:
    other = ApiCaller(api.key)
    other.headers = api.headers | {"Idempotency-Key": key}
    return other


def test_a_retry_gets_the_first_answer(api: ApiCaller, email: Template) -> None:
    caller = with_key(api, "order 66")

    first = caller.send_email(email.id, personalisation=VALUES)
    again = caller.send_email(email.id, personalisation=VALUES)

    assert (first.status, again.status) == (201, 201)
    assert again.json == first.json
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Notification.objects.count() == 1
    assert sum(DailyCount.objects.values_list("count", flat=True)) == 1


def test_without_the_header_nothing_is_kept(api: ApiCaller, email: Template) -> None:
    api.send_email(email.id, personalisation=VALUES)
    api.send_email(email.id, personalisation=VALUES)

    assert Notification.objects.count() == 2
    assert not IdempotentAnswer.objects.exists()


def test_a_key_with_another_body_is_refused(api: ApiCaller, email: Template) -> None:
    caller = with_key(api, "k")
    caller.send_email(email.id, personalisation=VALUES)

    answer = caller.send_email(email.id, personalisation={"name": "Bea"})

    assert answer.status == 422
    message = "Idempotency-Key was already used for a different request"
    assert answer.errors == [("IdempotencyKeyReused", message)]
    assert Notification.objects.count() == 1


def test_a_test_keys_answer_is_not_a_live_keys(
    api: ApiCaller, service: Service, email: Template
) -> None:
    test_api = ApiCaller(factories.make_key(service, key_type="test"))
    with_key(test_api, "k").send_email(email.id, personalisation=VALUES)

    assert with_key(api, "k").send_email(email.id, personalisation=VALUES).status == 422


def test_another_service_may_use_the_same_key(api: ApiCaller, email: Template) -> None:
    with_key(api, "k").send_email(email.id, personalisation=VALUES)
    IdempotentAnswer.objects.update(service_id=email.id)  # anyone else's

    assert with_key(api, "k").send_email(email.id, personalisation=VALUES).status == 201
    assert Notification.objects.count() == 2


def test_a_refusal_is_not_remembered(api: ApiCaller, email: Template) -> None:
    caller = with_key(api, "k")

    assert caller.send_email(email.id).status == 400
    assert caller.send_email(email.id, personalisation=VALUES).status == 201


@pytest.mark.parametrize(
    "key", ["", "x" * 256, "clé", "a\tb"], ids=["empty", "too long", "not ascii", "control"]
)
def test_a_key_that_is_no_key_is_refused(api: ApiCaller, email: Template, key: str) -> None:
    answer = with_key(api, key).send_email(email.id, personalisation=VALUES)

    message = "Idempotency-Key must be 1 to 255 printable ASCII characters"
    assert answer.status == 400
    assert answer.errors == [("BadRequestError", message)]
    assert not Notification.objects.exists()


def test_what_is_kept_cannot_be_read(api: ApiCaller, email: Template) -> None:
    with_key(api, "k").send_email(email.id, personalisation={"name": "Marguerite"})

    kept = IdempotentAnswer.objects.get()
    assert b"Marguerite" not in bytes(kept.sealed_answer) + bytes(kept.fingerprint)


def test_an_answer_is_forgotten_after_a_day(api: ApiCaller, email: Template) -> None:
    with_key(api, "new").send_email(email.id, personalisation=VALUES)
    with_key(api, "old").send_email(email.id, personalisation=VALUES)
    old = IdempotentAnswer.objects.filter(key="old")
    old.update(created_at=F("created_at") - timedelta(hours=24, seconds=1))

    assert forget_old_answers() == 1
    assert IdempotentAnswer.objects.get().key == "new"


@pytest.mark.django_db(transaction=True)
def test_twenty_twins_store_one_message(api: ApiCaller, email: Template) -> None:
    def send(_: int) -> Answer:
        try:
            return with_key(api, "twin").send_email(email.id, personalisation=VALUES)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    connection.close()

    assert {answer.status for answer in answers} == {201}
    assert len({json.dumps(answer.json) for answer in answers}) == 1
    assert [a for a in answers if "Idempotent-Replayed" not in a.headers][1:] == []
    assert Notification.objects.count() == 1
    assert IdempotentAnswer.objects.count() == 1


def test_a_list_is_accepted_once(api: ApiCaller, email: Template) -> None:
    caller = with_key(api, "list")
    body = {
        "name": "l",
        "template_id": str(email.id),
        "rows": [["email address", "name"], ["ana@example.ca", "Ana"]],
    }

    first = caller.post("/v2/notifications/bulk", body)
    again = caller.post("/v2/notifications/bulk", body)
    other = caller.post("/v2/notifications/bulk", body | {"name": "m"})

    assert (first.status, again.status, other.status) == (201, 201, 422)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("channel", "recipient"),
    [
        ("email", "simulate-delivered@notification.canada.ca"),
        ("sms", "+16132532222"),
        ("sms", "613-253-2222"),
    ],
)
def test_a_simulation_is_remembered_too(
    api: ApiCaller, email: Template, sms: Template, channel: str, recipient: str
) -> None:
    caller = with_key(api, "rehearsal")
    field = "email_address" if channel == "email" else "phone_number"
    template = email if channel == "email" else sms
    body = {
        field: recipient,
        "template_id": str(template.id),
        "personalisation": {"name": "Ana", "code": "1"},
    }

    first = caller.post(f"/v2/notifications/{channel}", body)
    again = caller.post(f"/v2/notifications/{channel}", body)

    assert first.status == 201
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    is_free = recipient.startswith("+")
    used = sum(Usage.objects.filter(period="day").values_list("used", flat=True))
    assert used == (0 if is_free else 1)


def run_twins(call: Callable[[], Answer]) -> list[Answer]:
    def run(_: int) -> Answer:
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, range(8)))


@pytest.mark.django_db(transaction=True)
def test_eight_twins_of_a_list_make_one_job(api: ApiCaller, email: Template) -> None:
    caller = with_key(api, "twins")
    body = {
        "name": "l",
        "template_id": str(email.id),
        "rows": [["email address", "name"], ["ana@example.ca", "Ana"]],
    }

    answers = run_twins(lambda: with_key(caller, "twins").post("/v2/notifications/bulk", body))

    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["data"]["id"] for answer in answers}) == 1
    assert Job.objects.count() == 1
    assert Usage.objects.get(period="day").used == 1


@pytest.mark.django_db(transaction=True)
def test_eight_twins_of_a_simulation_count_once(api: ApiCaller, email: Template) -> None:
    def call() -> Answer:
        return with_key(api, "twins").send_email(
            email.id,
            personalisation=VALUES,
            email_address="simulate-delivered@notification.canada.ca",
        )

    answers = run_twins(call)

    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert Usage.objects.get(period="day").used == 1

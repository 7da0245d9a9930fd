"""Reminders and topics through the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.reminders.models import Reminder
from notify.reminders.sending import send_due_reminders
from notify.services.models import Service
from notify.subscriptions.actions import confirm
from notify.subscriptions.models import Consent, Subscription
from tests import factories
from tests.api.caller import ApiCaller
from tests.subscriptions.test_double_opt_in import make_topic

pytestmark = pytest.mark.django_db

DATE = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%d")


@pytest.fixture
def caller(service: Service) -> ApiCaller:
    return ApiCaller(factories.make_key(service))


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service)


def wish(template: Template, **fields: Any) -> dict[str, Any]:
    return {
        "email_address": "ana@example.ca",
        "template_id": str(template.pk),
        "personalisation": {"name": "Ana", "state": "open"},
        "reference": "file-1",
        "date": f"{DATE} 14:00",
        "days_before": 2,
        "at": "09:00",
        "time_zone": "America/Vancouver",
        **fields,
    }


def test_a_reminder_is_planned_and_becomes_a_message(caller: ApiCaller, template: Template) -> None:
    planned = caller.post("/v2/reminders", wish(template))
    Reminder.objects.update(due_at=datetime.now(UTC))
    send_due_reminders()
    found = caller.get(f"/v2/reminders/{planned.json['id']}").json

    assert planned.status == 201
    assert planned.json["state"] == "waiting"
    assert planned.json["due_at"] < planned.json["date"]
    assert found["state"] == "sent"
    message = Notification.objects.get()
    assert (found["notification_id"], message.client_reference) == (str(message.id), "file-1")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"date": "June 3"}, "date must be written as YYYY-MM-DD or YYYY-MM-DD HH:MM"),
        ({"date": "2020-01-01"}, "date cannot be in the past"),
        ({"date": "2999-01-01"}, "date can only be up to two years in the future"),
        ({"time_zone": "Mars"}, "time_zone is not a time zone of the IANA database"),
        ({"at": "9 a.m."}, "at must be a time of day written as HH:MM"),
        ({"days_before": "2"}, "days_before 2 is not of type integer"),
        ({"days_before": 400}, "days_before must be from 0 to 365"),
        ({"email_address": "ana"}, "email_address Not a valid email address"),
        (
            {"phone_number": "+16135550177"},
            "email_address or phone_number is a required property, and not both",
        ),
        ({"colour": "red"}, "Additional properties are not allowed (colour was unexpected)"),
        (
            {"personalisation": {"name": {"file": ""}, "state": "x"}},
            "personalisation cannot hold files: a reminder may wait for months",
        ),
    ],
)
def test_what_is_wrong_is_told_by_name(
    caller: ApiCaller, template: Template, fields: dict[str, Any], message: str
) -> None:
    answer = caller.post("/v2/reminders", wish(template, **fields))

    assert answer.status == 400
    assert message in [error["message"] for error in answer.json["errors"]]
    assert not Reminder.objects.exists()


def test_values_that_are_missing_are_told_when_it_is_planned(
    caller: ApiCaller, template: Template
) -> None:
    answer = caller.post("/v2/reminders", wish(template, personalisation={"name": "Ana"}))

    assert answer.status == 400
    assert "Missing personalisation" in answer.json["errors"][0]["message"]


def test_reminders_are_listed_and_cancelled_by_reference(
    caller: ApiCaller, template: Template
) -> None:
    for reference in ("a", "a", "b"):
        caller.post("/v2/reminders", wish(template, reference=reference))

    cancelled = caller.post("/v2/reminders/cancel", {"reference": "a"})
    waiting = caller.get("/v2/reminders?state=waiting").json
    of_a = caller.get("/v2/reminders?reference=a").json

    assert cancelled.json == {"cancelled": 2}
    assert [row["reference"] for row in waiting["reminders"]] == ["b"]
    assert {row["state"] for row in of_a["reminders"]} == {"cancelled"}


def test_reminders_of_others_are_not_found(caller: ApiCaller, template: Template) -> None:
    stranger = ApiCaller(factories.make_key(factories.make_service()))
    planned = caller.post("/v2/reminders", wish(template))
    address = f"/v2/reminders/{planned.json['id']}"

    assert stranger.get(address).status == 404
    assert stranger.post(f"{address}/cancel", {}).status == 404
    assert stranger.post("/v2/reminders/cancel", {"reference": "file-1"}).json == {"cancelled": 0}
    assert Reminder.objects.get().state == "waiting"


@pytest.mark.parametrize("query", ["state=late", "page=2", "older_than=x", "reference=%00"])
def test_a_list_says_what_it_cannot_read(caller: ApiCaller, query: str) -> None:
    assert caller.get(f"/v2/reminders?{query}").status == 400


def test_a_person_is_asked_and_counted_once_confirmed(caller: ApiCaller, service: Service) -> None:
    topic = make_topic(service)
    body = {"email_address": "ana@example.ca", "language": "fr"}

    asked = caller.post(f"/v2/topics/{topic.pk}/subscribe", body)
    before = caller.get("/v2/topics").json["topics"][0]["subscribers"]
    confirm([Subscription.objects.get().pk])
    after = caller.get("/v2/topics").json["topics"][0]["subscribers"]
    ended = caller.post(f"/v2/topics/{topic.pk}/unsubscribe", {"email_address": "Ana@example.ca"})

    assert (asked.status, asked.json) == (202, {"status": "asked"})
    assert (before["email"], after["email"]) == (0, 1)
    assert (ended.status, Subscription.objects.get().state) == (200, "ended")
    assert set(Consent.objects.values_list("source", flat=True)) == {"api", "link"}


def test_a_closed_topic_and_a_test_key_subscribe_nobody(
    caller: ApiCaller, service: Service
) -> None:
    topic = make_topic(service)
    test = ApiCaller(factories.make_key(service, "test"))
    address, body = f"/v2/topics/{topic.pk}/subscribe", {"email_address": "ana@example.ca"}

    pretended = test.post(address, body)
    topic.is_open = False
    topic.save()
    closed = caller.post(address, body)

    assert (pretended.status, closed.status) == (400, 400)
    assert not Subscription.objects.exists()


def test_topics_of_others_are_not_found(caller: ApiCaller) -> None:
    topic = make_topic(factories.make_service())
    body = {"email_address": "ana@example.ca"}

    for act in ("subscribe", "unsubscribe"):
        assert caller.post(f"/v2/topics/{topic.pk}/{act}", body).status == 404
        assert caller.post(f"/v2/topics/x/{act}", body).status == 400


def test_a_retry_with_an_idempotency_key_plans_once(caller: ApiCaller, template: Template) -> None:
    caller.headers |= {"Idempotency-Key": "file-1"}

    first = caller.post("/v2/reminders", wish(template))
    again = caller.post("/v2/reminders", wish(template))
    other = caller.post("/v2/reminders", wish(template, days_before=3))

    assert (first.status, again.status, other.status) == (201, 201, 422)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Reminder.objects.count() == 1

"""GET /v2/notifications/{id}/events: the timeline of a message, in words."""

from uuid import uuid4

from notify.delivery.receipts import apply_receipts
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.services.models import Service
from tests import factories
from tests.api.caller import ApiCaller
from tests.api.rows import make_rows
from tests.delivery.rows import accept
from tests.delivery.test_receipts import receipt


def test_every_step_is_told_oldest_first(api: ApiCaller, service: Service) -> None:
    (one,) = accept(service, channel="sms")
    retry = {"status": "retry", "at": "2026-11-20T15:00:00+00:00", "code": "no-answer"}
    sent = {"status": "sent", "at": "2026-11-20T15:05:00+00:00", "provider": "sns"}
    Notification.objects.filter(id=one).update(status="sent", history=[retry, sent])
    said = "Phone is currently unreachable/unavailable"
    apply_receipts([receipt(one, "permanent-failure", provider_response=said)])

    answer = api.get(f"/v2/notifications/{one}/events")

    assert answer.status == 200
    assert list(answer.json) == ["notification_id", "events"]
    events = answer.json["events"]
    assert [event["event"] for event in events] == ["created", "retry", "sent", "permanent-failure"]
    assert events[1] == {
        "event": "retry",
        "status": "created",
        "at": "2026-11-20T15:00:00.000000Z",
        "description": "Not sent yet: Notify will try again",
        "reason": "The provider did not answer.",
        "provider_response": None,
    }
    assert events[3]["description"] == "No such number"
    assert events[3]["reason"] == "The phone cannot be reached."
    assert events[3]["provider_response"] == said


def test_an_emails_sender_is_told_what_the_contract_lets_it_know(
    api: ApiCaller, email: Template
) -> None:
    bounced = {
        "status": "permanent-failure",
        "at": "2026-11-20T15:00:00+00:00",
        "subtype": "suppressed",
        "response": "550 5.1.1 relay-7.internal",
    }
    (one,) = make_rows(email, status="permanent-failure", history=[bounced])

    (_, event) = api.get(f"/v2/notifications/{one}/events").json["events"]

    told = "The email address is on our email provider suppression list"
    assert (event["description"], event["provider_response"]) == ("Blocked", told)
    assert "relay-7" not in str(event)


def test_the_words_are_english_whatever_the_caller_speaks(api: ApiCaller, email: Template) -> None:
    (one,) = make_rows(email)
    api.headers = api.headers | {"Accept-Language": "fr"}

    (event,) = api.get(f"/v2/notifications/{one}/events").json["events"]

    assert event["description"] == "Accepted by Notify"


def test_what_is_not_there(api: ApiCaller, email: Template) -> None:
    elsewhere = factories.make_service()
    (other,) = make_rows(factories.make_email_template(elsewhere))

    unknown = api.get(f"/v2/notifications/{uuid4()}/events")
    of_others = api.get(f"/v2/notifications/{other}/events")
    nonsense = api.get("/v2/notifications/nonsense/events")

    for answer in (unknown, of_others):
        assert (answer.status, answer.plain) == (404, "Notification not found in database")
    assert nonsense.errors == [("ValidationError", "notification_id is not a valid UUID")]

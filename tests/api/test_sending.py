"""What a 201 says, what it stores, and that it can be read at once (contract, 1.1 and 1.2)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notify.api import keys
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.services.models import ApiKey, ReplyToAddress, Service, SmsSender
from notify.services.versions import Kept
from tests import factories
from tests.api.caller import ApiCaller


def test_an_accepted_email_is_answered_in_full(
    api: ApiCaller, service: Service, email: Template
) -> None:
    answer = api.send_email(email.id, personalisation={"name": "Zoé <b>"}, reference="r-1")

    assert answer.status == 201
    assert answer.headers["Content-Type"] == "application/json"
    row = Notification.objects.get()
    assert answer.json == {
        "id": str(row.id),
        "reference": "r-1",
        "content": {
            "from_email": f"{service.email_from}@notification.canada.ca",
            "body": "Dear Zoé <b>,",
            "subject": "Decision",
        },
        "uri": f"http://testserver/v2/notifications/{row.id}",
        "template": {
            "id": str(email.id),
            "version": 1,
            "uri": f"http://testserver/services/{service.id}/templates/{email.id}",
        },
        "scheduled_for": None,
        "sanitised_content": {},
    }
    assert "Zo\\u00e9" in answer.text


def test_an_accepted_text_is_answered_in_full(
    api: ApiCaller, service: Service, sms: Template
) -> None:
    answer = api.send_sms(sms.id, personalisation={"code": 12})

    assert answer.status == 201
    row = Notification.objects.get()
    assert answer.json == {
        "id": str(row.id),
        "reference": None,
        "content": {"from_number": "CANADA.CA", "body": "Your code is 12."},
        "uri": f"http://testserver/v2/notifications/{row.id}",
        "template": {
            "id": str(sms.id),
            "version": 1,
            "uri": f"http://testserver/services/{service.id}/templates/{sms.id}",
        },
        "scheduled_for": None,
    }


def test_what_is_stored_is_what_was_asked(api: ApiCaller, service: Service) -> None:
    category = factories.make_category(email_queue="priority", sms_queue="bulk")
    template = factories.make_email_template(service, subject_en="s", category=category)

    api.send_email(
        template.id,
        email_address=" Ana@Example.CA",
        personalisation={"state": ["a", "b"], "name": 1},
    )

    row = Notification.objects.get()
    assert row.recipient == " Ana@Example.CA"
    assert row.personalisation == {"state": ["a", "b"], "name": 1}
    assert (row.service_id, row.api_key_id) == (service.id, api.key.key.id)
    assert (row.queue, row.status, row.key_type) == ("priority", "created", "normal")
    assert row.client_reference is None
    assert row.due_at is not None


@pytest.mark.parametrize(
    ("category", "override", "queue"),
    [(None, "", "normal"), ("bulk", "", "bulk"), ("bulk", "priority", "priority")],
)
def test_a_text_waits_in_its_templates_queue(
    api: ApiCaller, service: Service, category: str | None, override: str, queue: str
) -> None:
    kind = factories.make_category(sms_queue=category, email_queue="normal") if category else None
    template = factories.make_sms_template(
        service, body_en="x", category=kind, queue_override=override
    )

    api.send_sms(template.id)

    assert Notification.objects.get().queue == queue == template.queue()


def test_the_sender_is_the_chosen_one_or_the_default(
    api: ApiCaller, service: Service, email: Template, sms: Template
) -> None:
    ReplyToAddress.objects.create(service=service, address="default@x.ca", is_default=True)
    chosen = ReplyToAddress.objects.create(service=service, address="chosen@x.ca")
    SmsSender.objects.create(service=service, sender="6137363100", is_default=True)
    other = SmsSender.objects.create(service=service, sender="PASSPORT")
    values = {"name": "x", "code": 1}

    api.send_email(email.id, personalisation=values)
    api.send_email(email.id, personalisation=values, email_reply_to_id=str(chosen.id))
    numbers = [
        api.send_sms(sms.id, personalisation=values),
        api.send_sms(sms.id, personalisation=values, sms_sender_id=str(other.id)),
    ]

    senders = Notification.objects.order_by("id").values_list("sender", flat=True)
    assert list(senders) == ["default@x.ca", "chosen@x.ca", "+16137363100", "PASSPORT"]
    assert [n.json["content"]["from_number"] for n in numbers] == ["+16137363100", "PASSPORT"]


def test_a_service_may_have_its_own_domain(
    api: ApiCaller, service: Service, email: Template
) -> None:
    Service.objects.filter(pk=service.pk).update(sending_domain="mail.example.gc.ca")

    answer = api.send_email(email.id, personalisation={"name": "x"})

    assert answer.json["content"]["from_email"] == f"{service.email_from}@mail.example.gc.ca"


@pytest.mark.parametrize(
    ("language", "subject", "stored"),
    [
        ("en", "Hello", "en"),
        ("fr", "Bonjour", "fr"),
        (None, "Bonjour / Hello", ""),
    ],
)
def test_a_pair_is_sent_in_the_language_asked_for(
    api: ApiCaller, service: Service, language: str | None, subject: str, stored: str
) -> None:
    Service.objects.filter(pk=service.pk).update(language_order="fr")
    pair = factories.make_email_template(
        service, text="pair", subject_en="Hello", subject_fr="Bonjour", body_en="E", body_fr="F"
    )

    answer = api.send_email(pair.id, **({"language": language} if language else {}))

    assert answer.json["content"]["subject"] == subject
    assert Notification.objects.get().language == stored
    read = api.get(f"/v2/notifications/{answer.json['id']}")
    assert read.json["subject"] == subject


def test_a_language_changes_nothing_for_a_template_in_one(api: ApiCaller, email: Template) -> None:
    answer = api.send_email(email.id, personalisation={"name": "x"}, language="fr")

    assert answer.status == 201
    assert Notification.objects.get().language == ""


def test_an_unsubscribe_address_is_kept_and_echoed(api: ApiCaller, email: Template) -> None:
    url = "https://example.ca/unsubscribe?token=a%20b"

    answer = api.send_email(email.id, personalisation={"name": "x"}, one_click_unsubscribe_url=url)

    assert answer.json["content"]["one_click_unsubscribe_url"] == url
    assert Notification.objects.get().unsubscribe_url == url


def test_values_of_strangers_are_sanitised_on_demand(api: ApiCaller, email: Template) -> None:
    value = "Amala, [click](https://evil.example)"

    answer = api.send_email(
        email.id, personalisation={"name": value}, sanitise_content_for=["Name", "other"]
    )

    harmless = "Amala, \\[click\\]\\(\\)"
    assert answer.json["sanitised_content"] == {
        "name": {"sanitised": harmless, "unsanitised": value}
    }
    assert answer.json["content"]["body"] == f"Dear {harmless},"
    assert Notification.objects.get().personalisation == {"name": harmless}


def test_a_message_can_be_read_at_once(api: ApiCaller, email: Template) -> None:
    sent = api.send_email(email.id, personalisation={"name": "x"})

    read = api.get(f"/v2/notifications/{sent.json['id']}")

    assert read.status == 200
    assert read.json["body"] == sent.json["content"]["body"]


def test_an_accepted_send_notes_that_the_key_is_used(
    api: ApiCaller, email: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last_used() -> Any:
        return ApiKey.objects.get(pk=api.key.key.pk).last_used_at

    api.get("/v2/templates")
    api.send_email(email.id)
    assert last_used() is None

    api.send_email(email.id, personalisation={"name": "x"})
    first = last_used()
    api.send_email(email.id, personalisation={"name": "x"})
    assert first == last_used() is not None

    monkeypatch.setattr(keys, "_noted", Kept())  # as in another process
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(seconds=11))
    api.send_email(email.id, personalisation={"name": "x"})
    assert last_used() > first


def test_an_accepted_send_costs_one_statement(api: ApiCaller, email: Template) -> None:
    values = {"name": "x"}
    api.send_email(email.id, personalisation=values)  # compiles the template, notes the key

    with CaptureQueriesContext(connection) as queries:
        api.send_email(email.id, personalisation=values)

    statements = [q["sql"].split()[0] for q in queries if "SAVEPOINT" not in q["sql"]]
    # The limits, the row and the count together, if what was kept of key and template still holds.
    assert statements == ["WITH"]


def test_ids_are_time_ordered(api: ApiCaller, email: Template) -> None:
    ids = [
        UUID(api.send_email(email.id, personalisation={"name": "x"}).json["id"]) for _ in range(3)
    ]

    assert ids == sorted(ids)
    assert {identifier.version for identifier in ids} == {7}

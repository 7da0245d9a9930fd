"""Reading messages back: one, a page, all of them (contract, 1.4 and 1.5)."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notify.accounts.models import User
from notify.message_templates.actions import edit_template
from notify.message_templates.models import Template
from notify.notifications.ids import first_id_at
from notify.notifications.models import Notification
from notify.services.models import Service
from tests import factories
from tests.api.caller import Answer, ApiCaller
from tests.api.rows import make_rows

KEYS = [
    "id", "reference", "email_address", "phone_number", "line_1", "line_2", "line_3", "line_4",
    "line_5", "line_6", "postcode", "type", "status", "status_description", "provider_response",
    "template", "body", "subject", "created_at", "created_by_name", "sent_at", "completed_at",
    "scheduled_for", "postage",
]  # fmt: skip
NOT_FOUND = "Notification not found in database"


def ids_of(answer: Answer) -> list[uuid.UUID]:
    return [uuid.UUID(item["id"]) for item in answer.json["notifications"]]


def test_an_email_is_read_in_full(api: ApiCaller, email: Template, alice: User) -> None:
    sent_at = datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC)
    (identifier,) = make_rows(
        email,
        status="delivered",
        client_reference="r",
        sent_at=sent_at,
        updated_at=sent_at + timedelta(minutes=1),
        created_by_id=alice.id,
    )
    row = Notification.objects.get()

    answer = api.get(f"/v2/notifications/{identifier}")

    assert answer.status == 200
    assert list(answer.json) == KEYS
    assert answer.json == dict.fromkeys(KEYS) | {
        "id": str(identifier),
        "reference": "r",
        "email_address": "ana@example.ca",
        "type": "email",
        "status": "delivered",
        "status_description": "Delivered",
        "template": {
            "version": 1,
            "id": str(email.id),
            "uri": f"http://testserver/v2/template/{email.id}/version/1",
        },
        "body": "Dear Ana,",
        "subject": "Decision",
        "created_at": row.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "created_by_name": "Alice",
        "sent_at": "2026-11-23T12:00:00.000005Z",
        "completed_at": "2026-11-23T12:01:00.000005Z",
    }


def test_a_text_is_read_in_full(api: ApiCaller, sms: Template) -> None:
    (identifier,) = make_rows(sms, provider_response="Carrier says hello", status="sent")

    answer = api.get(f"/v2/notifications/{identifier}").json

    assert list(answer) == KEYS
    assert (answer["phone_number"], answer["email_address"]) == ("+16135550199", None)
    assert (answer["subject"], answer["body"]) == (None, "Your code is 1.")
    assert answer["provider_response"] == "Carrier says hello"


def test_a_message_shows_the_text_that_it_had(api: ApiCaller, email: Template) -> None:
    (identifier,) = make_rows(email)
    edit_template(email, body_en="Other words", subject_en="Other")

    answer = api.get(f"/v2/notifications/{identifier}").json

    assert (answer["subject"], answer["body"]) == ("Decision", "Dear Ana,")


def test_what_is_not_there_is_a_plain_404(api: ApiCaller, email: Template) -> None:
    (foreign,) = make_rows(factories.make_email_template(factories.make_service()))
    old = first_id_at(datetime.now(UTC) - timedelta(days=9))
    (expired,) = make_rows(email)
    Notification.objects.filter(id=expired).update(id=old)

    for identifier in (uuid.uuid4(), foreign, old):
        answer = api.get(f"/v2/notifications/{identifier}")
        assert answer.status == 404
        assert answer.plain == NOT_FOUND
        assert api.get(f"/v2/notifications/{identifier}/pdf").errors == [
            ("NoResultFound", "No result found")
        ]


def test_retention_is_each_channels_own(
    api: ApiCaller, service: Service, email: Template, sms: Template
) -> None:
    Service.objects.filter(pk=service.pk).update(sms_retention_days=3)
    old = datetime.now(UTC) - timedelta(days=5)
    for row in (*make_rows(email), *make_rows(sms)):
        Notification.objects.filter(id=row).update(id=first_id_at(old).int + row.int % 1000)

    assert [item["type"] for item in api.get("/v2/notifications").json["notifications"]] == [
        "email"
    ]


def test_no_message_has_a_pdf(api: ApiCaller, email: Template) -> None:
    (identifier,) = make_rows(email)

    answer = api.get(f"/v2/notifications/{identifier}/pdf")

    assert answer.status == 400
    assert answer.errors == [("BadRequestError", "Notification is not a letter")]


def test_a_key_lists_its_own_kind_and_reads_every_kind(service: Service, email: Template) -> None:
    rows = {kind: make_rows(email, key_type=kind)[0] for kind in ("normal", "team", "test")}

    for kind, own in rows.items():
        api = ApiCaller(factories.make_key(service, kind))
        assert ids_of(api.get("/v2/notifications")) == [own]
        for identifier in rows.values():
            assert api.get(f"/v2/notifications/{identifier}").status == 200


def test_a_list_is_of_one_service(api: ApiCaller, email: Template) -> None:
    make_rows(factories.make_email_template(factories.make_service()))
    own = make_rows(email)

    assert ids_of(api.get("/v2/notifications")) == own


def test_lists_of_jobs_are_shown_on_demand(api: ApiCaller, email: Template) -> None:
    (alone,) = make_rows(email)
    (of_job,) = make_rows(email, job_id=uuid.uuid4(), job_row=0)

    for value, expected in [
        (None, [alone]),
        ("false", [alone]),
        ("False", [alone]),
        ("true", [of_job, alone]),
        ("True", [of_job, alone]),
    ]:
        query = {"include_jobs": value} if value else None
        assert ids_of(api.get("/v2/notifications", query)) == expected


FILTERS: list[Any] = [
    pytest.param({"template_type": "sms"}, {"sms"}, id="channel"),
    pytest.param({"template_type": ["sms", "email"]}, {"sms", "sent", "gone", "r"}, id="channels"),
    pytest.param({"template_type": "letter"}, set(), id="letters"),
    pytest.param({"status": "sending"}, {"sent"}, id="status"),
    pytest.param({"status": ["sending", "permanent-failure"]}, {"sent", "gone"}, id="statuses"),
    pytest.param({"status": "failed"}, {"gone"}, id="every-way-to-fail"),
    pytest.param({"status": "accepted, received"}, set(), id="letter-status"),
    pytest.param({"reference": "r"}, {"r"}, id="reference"),
    pytest.param({"reference": "R"}, set(), id="reference-is-exact"),
    pytest.param({"reference": ["r", "x"]}, {"r"}, id="first-reference-counts"),
    pytest.param({"older_than": str(uuid.uuid4())}, set(), id="older-than-nothing"),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_a_list_is_filtered(
    api: ApiCaller, email: Template, sms: Template, query: Any, expected: set[str]
) -> None:
    rows = {
        "sms": make_rows(sms),
        "sent": make_rows(email, status="sending"),
        "gone": make_rows(email, status="permanent-failure"),
        "r": make_rows(email, client_reference="r"),
    }

    found = set(ids_of(api.get("/v2/notifications", query)))

    assert found == {identifier for name in expected for identifier in rows[name]}


def test_pages_hold_250_newest_first_and_link_on(api: ApiCaller, email: Template) -> None:
    rows = make_rows(email, 251, client_reference="r")[::-1]

    first = api.get("/v2/notifications", {"reference": "r", "status": ["created", "sent"]})
    second = Answer(api.client.get(first.json["links"]["next"], headers=api.headers))
    third = Answer(api.client.get(second.json["links"]["next"], headers=api.headers))

    assert ids_of(first) == rows[:250]
    assert ids_of(second) == rows[250:]
    assert third.json["notifications"] == []
    assert list(third.json["links"]) == ["current"]
    assert second.json["links"]["current"] == first.json["links"]["next"]
    assert parse_qs(urlsplit(first.json["links"]["current"]).query) == {
        "reference": ["r"],
        "status": ["created", "sent"],
    }


def test_the_first_id_in_the_next_link_is_the_one_to_page_from(
    api: ApiCaller, email: Template
) -> None:
    reference = str(uuid.uuid4())
    (identifier,) = make_rows(email, client_reference=reference)

    answer = api.get("/v2/notifications", {"reference": reference})

    assert answer.json["links"]["next"] == (
        f"http://testserver/v2/notifications?older_than={identifier}&reference={reference}"
    )


def test_links_use_the_address_the_caller_used(api: ApiCaller) -> None:
    headers = api.headers | {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "api.example.gc.ca"}

    answer = Answer(api.client.get("/v2/notifications", headers=headers))

    assert answer.json["links"]["current"] == "https://api.example.gc.ca/v2/notifications"


def test_a_page_costs_few_statements(api: ApiCaller, service: Service, alice: User) -> None:
    for number in range(5):
        template = factories.make_email_template(service, body_en=f"Text {number}")
        make_rows(template, 3, created_by_id=alice.id)

    with CaptureQueriesContext(connection) as queries:
        answer = api.get("/v2/notifications")

    # Key, page, versions, names.
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 4
    assert len(answer.json["notifications"]) == 15


DESCRIPTIONS: list[Any] = [
    ("email", {"status": "created"}, "In transit", None),
    ("email", {"status": "sending"}, "In transit", None),
    ("email", {"status": "pending-virus-check"}, "In transit", None),
    ("email", {"status": "delivered", "provider_response": "250 ok"}, "Delivered", None),
    ("email", {"status": "temporary-failure"}, "Content or inbox issue", None),
    ("email", {"status": "permanent-failure"}, "No such address", None),
    (
        "email",
        {"status": "permanent-failure", "feedback_subtype": "suppressed"},
        "Blocked",
        "The email address is on our email provider suppression list",
    ),
    (
        "email",
        {"status": "permanent-failure", "feedback_subtype": "on-account-suppression-list"},
        "Blocked",
        "The email address is on the GC Notify suppression list",
    ),
    (
        "email",
        {"status": "technical-failure", "feedback_subtype": "attachment-rejected"},
        "Tech issue",
        "The email was rejected because of its attachments",
    ),
    ("email", {"status": "virus-scan-failed"}, "Attachment has virus", None),
    ("email", {"status": "pii-check-failed"}, "Exceeds Protected A", None),
    ("email", {"status": "cancelled"}, "cancelled", None),
    ("email", {"status": "provider-failure"}, "provider-failure", None),
    ("sms", {"status": "created"}, "In transit", None),
    ("sms", {"status": "sent"}, "Sent", None),
    (
        "sms",
        {"status": "delivered", "provider_response": "Message has been accepted by phone"},
        "Delivered",
        "Message has been accepted by phone",
    ),
    ("sms", {"status": "temporary-failure"}, "Carrier issue", None),
    ("sms", {"status": "permanent-failure"}, "No such number", None),
    ("sms", {"status": "technical-failure"}, "Tech issue", None),
    ("sms", {"status": "provider-failure"}, "No such number", None),
    (
        "sms",
        {"status": "provider-failure", "provider_response": "DESTINATION_COUNTRY_BLOCKED"},
        "Can't send to this international number",
        "DESTINATION_COUNTRY_BLOCKED",
    ),
    ("sms", {"status": "pending-virus-check"}, "pending-virus-check", None),
]


@pytest.mark.parametrize(("channel", "fields", "description", "response"), DESCRIPTIONS)
def test_a_status_is_described_in_words(
    api: ApiCaller,
    email: Template,
    sms: Template,
    channel: str,
    fields: dict[str, str],
    description: str,
    response: str | None,
) -> None:
    (identifier,) = make_rows(email if channel == "email" else sms, **fields)

    answer = api.get(f"/v2/notifications/{identifier}").json

    assert answer["status"] == fields["status"]
    assert answer["status_description"] == description
    assert answer["provider_response"] == response


@pytest.mark.parametrize(
    ("status", "is_complete"),
    [
        ("created", False), ("sending", False), ("sent", True), ("delivered", True),
        ("temporary-failure", True), ("permanent-failure", True), ("technical-failure", True),
        ("cancelled", True), ("virus-scan-failed", False), ("provider-failure", False),
    ],
)  # fmt: skip
def test_only_some_statuses_are_complete(
    api: ApiCaller, email: Template, status: str, is_complete: bool
) -> None:
    (identifier,) = make_rows(email, status=status, updated_at=datetime.now(UTC))

    answer = api.get(f"/v2/notifications/{identifier}").json

    assert (answer["completed_at"] is not None) == is_complete

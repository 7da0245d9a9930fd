"""POST /v2/notifications/bulk: what is accepted, and every refusal in its order and words."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.sending.jobs import store_due_jobs
from notify.services.models import ReplyToAddress, Service, SmsSender
from notify.stats.models import Usage
from tests import factories
from tests.api.bulk_lists import HEADING, KEYS, ROWS, SMS_ROWS, send
from tests.api.caller import ApiCaller
from tests.delivery.rows import counts

pytestmark = pytest.mark.django_db


def test_the_answer_is_the_job(api: ApiCaller, email: Template, service: Service) -> None:
    answer = send(api, email)

    assert answer.status == 201
    assert list(answer.json) == ["data"]
    job = answer.json["data"]
    assert list(job) == KEYS
    stored = Job.objects.get()
    created = job.pop("created_at")
    assert datetime.strptime(created, "%Y-%m-%dT%H:%M:%S.%f+00:00").replace(tzinfo=UTC) == (
        stored.created_at
    )
    author = job.pop("created_by")
    assert author["name"] == "Notify service user"
    assert job == {
        "id": str(stored.id),
        "original_file_name": "May list",
        "notification_count": 2,
        "job_status": "pending",
        "template": str(email.id),
        "template_version": 1,
        "template_type": "email",
        "service": str(service.id),
        "service_name": {"name": service.name_en},
        "api_key": {
            "id": str(api.key.key.id),
            "key_type": "normal",
            "name": api.key.key.name,
        },
        "updated_at": None,
        "scheduled_for": None,
        "processing_started": None,
        "processing_finished": None,
        "archived": False,
        "sender_id": None,
    }


def test_csv_is_plain_text(api: ApiCaller, email: Template) -> None:
    answer = send(api, email, rows=..., csv="email address,NAME\na@example.ca,A\nb@example.ca,B\n")

    assert answer.status == 201
    assert answer.json["data"]["notification_count"] == 2


def test_the_rows_become_messages_of_the_key(api: ApiCaller, email: Template) -> None:
    rows = [[*HEADING, "Reference"], ["Ana@Example.ca", "Zoé", "case 7"]]
    send(api, email, rows=rows, reference="ignored")
    store_due_jobs()

    shown = api.get("/v2/notifications", {"include_jobs": "true"}).json["notifications"]
    hidden = api.get("/v2/notifications").json["notifications"]

    assert hidden == []
    assert len(shown) == 1
    assert shown[0]["email_address"] == "Ana@Example.ca"
    assert shown[0]["reference"] == "case 7"
    assert shown[0]["body"] == "Dear Zoé,"
    assert api.get(f"/v2/notifications/{shown[0]['id']}").json == shown[0]


def test_a_repeated_column_makes_a_list(api: ApiCaller, email: Template) -> None:
    send(api, email, rows=[["email address", "name", "name"], ["a@example.ca", "A", "B"]])
    store_due_jobs()

    assert Notification.objects.get().personalisation == {"name": ["A", "B"]}


def test_a_scheduled_list_waits(api: ApiCaller, email: Template) -> None:
    later = (datetime.now(UTC) + timedelta(hours=95)).replace(microsecond=0)

    job = send(api, email, scheduled_for=later.isoformat()).json["data"]

    assert job["job_status"] == "scheduled"
    assert job["scheduled_for"] == later.strftime("%Y-%m-%dT%H:%M:%S.000000+00:00")
    assert store_due_jobs() == 0


def test_texts_name_their_default_sender(api: ApiCaller, sms: Template, service: Service) -> None:
    default = SmsSender.objects.create(service=service, sender="6135550100", is_default=True)
    other = SmsSender.objects.create(service=service, sender="OTHER")

    first = send(api, sms, rows=SMS_ROWS).json["data"]
    second = send(api, sms, rows=SMS_ROWS, reply_to_id=str(other.id)).json["data"]
    store_due_jobs()

    assert (first["sender_id"], second["sender_id"]) == (str(default.id), str(other.id))
    senders = Notification.objects.order_by("id").values_list("sender", flat=True)
    assert set(senders) == {"+16135550100", "OTHER"}


def test_emails_carry_the_reply_to_address(
    api: ApiCaller, email: Template, service: Service
) -> None:
    reply_to = ReplyToAddress.objects.create(service=service, address="help@example.ca")

    job = send(api, email, reply_to_id=str(reply_to.id)).json["data"]
    store_due_jobs()

    assert job["sender_id"] == str(reply_to.id)
    assert set(Notification.objects.values_list("sender", flat=True)) == {"help@example.ca"}


def test_rows_accepted_are_rows_stored_counted_and_used(
    api: ApiCaller, email: Template, service: Service
) -> None:
    numbers = [1, 7, 23, 211]
    for number in numbers:
        rows = [HEADING, *([f"p{n}@example.ca", "A"] for n in range(number))]
        assert send(api, email, rows=rows).json["data"]["notification_count"] == number
    store_due_jobs()

    total = sum(numbers)
    assert Notification.objects.count() == total
    assert counts(service) == {"created": total}
    assert set(Usage.objects.values_list("used", flat=True)) == {total}


# ---- what is wrong with the request itself ---------------------------------------------------

VALIDATION = {
    "nothing": (
        {"name": ..., "template_id": ...},
        ["name is a required property", "template_id is a required property"],
    ),
    "name": ({"name": 5}, ["name 5 is not of type string"]),
    "null name": ({"name": None}, ["name None is not of type string"]),
    "template": ({"template_id": "x"}, ["template_id is not a valid UUID"]),
    "rows": ({"rows": "x"}, ["rows x is not of type array"]),
    "null rows": ({"rows": None}, ["rows None is not of type array"]),
    "heading alone": ({"rows": [["email address"]]}, ["rows [[email address]] is too short"]),
    "no rows": ({"rows": []}, ["rows [] is too short"]),
    "too many rows": (
        {"rows": [HEADING, *[["a@example.ca", "A"]] * 50_001]},
        ["rows [[email address, name], …] is too long"],
    ),
    "csv": ({"csv": 5, "rows": ...}, ["csv 5 is not of type string"]),
    "reply-to": ({"reply_to_id": "x"}, ["reply_to_id is not a valid UUID"]),
    "schedule of another type": (
        {"scheduled_for": 42},
        ["scheduled_for 42 is not of type string, null"],
    ),
    "schedule in the past": (
        {"scheduled_for": "2020-01-01"},
        ["scheduled_for datetime cannot be in the past"],
    ),
    "schedule too far ahead": (
        {"scheduled_for": "2099-01-01"},
        ["scheduled_for datetime can only be up to 96 hours in the future"],
    ),
    "reference": ({"reference": None}, ["reference None is not of type string"]),
    "language": ({"language": "de"}, ["language de is not one of [en, fr]"]),
    "unknown field": (
        {"personalisation": {}},
        ["Additional properties are not allowed (personalisation was unexpected)"],
    ),
}


@pytest.mark.parametrize(("fields", "messages"), VALIDATION.values(), ids=VALIDATION)
def test_validation(
    api: ApiCaller, email: Template, fields: dict[str, Any], messages: list[str]
) -> None:
    answer = send(api, email, **fields)

    assert answer.status == 400
    assert answer.errors == [("ValidationError", message) for message in messages]
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"rows": ...}, id="neither"),
        pytest.param({"csv": "email address,name\na@example.ca,A"}, id="both"),
        pytest.param({"rows": ..., "csv": ""}, id="empty-csv"),
    ],
)
def test_one_source(api: ApiCaller, email: Template, fields: dict[str, Any]) -> None:
    answer = send(api, email, **fields)

    assert answer.errors == [("BadRequestError", "You should specify either rows or csv")]


def test_nulls_where_they_are_allowed(api: ApiCaller, email: Template) -> None:
    assert send(api, email, reply_to_id=None, scheduled_for=None).status == 201


def test_not_json(api: ApiCaller) -> None:
    answer = api.post("/v2/notifications/bulk", b"{")

    assert answer.errors[0][1].startswith("Error decoding arguments: The browser")


def test_get_asks_for_a_notification(api: ApiCaller) -> None:
    answer = api.get("/v2/notifications/bulk")

    assert answer.errors == [("ValidationError", "notification_id is not a valid UUID")]


# ---- what the service and the template allow -------------------------------------------------


def test_an_unknown_template(api: ApiCaller, email: Template) -> None:
    answer = send(api, email, template_id=str(uuid4()))

    assert (answer.status, answer.errors) == (400, [("BadRequestError", "Template not found")])


def test_a_template_of_another_service(api: ApiCaller) -> None:
    other = factories.make_email_template(factories.make_service())

    assert send(api, other).errors == [("BadRequestError", "Template not found")]


def test_an_archived_template(api: ApiCaller, email: Template) -> None:
    Template.objects.filter(pk=email.pk).update(archived=True)

    message = f"Template {email.id} has been deleted"
    assert send(api, email).errors == [("BadRequestError", message)]


@pytest.mark.parametrize(
    ("permissions", "rows", "words"),
    [(["sms"], ROWS, "emails"), (["email"], SMS_ROWS, "text messages")],
    ids=["email", "sms"],
)
def test_a_channel_that_is_off(
    api: ApiCaller,
    email: Template,
    sms: Template,
    service: Service,
    permissions: list[str],
    rows: list[list[str]],
    words: str,
) -> None:
    Service.objects.filter(pk=service.pk).update(permissions=permissions)

    answer = send(api, email if words == "emails" else sms, rows=rows)

    assert answer.errors == [("BadRequestError", f"Service is not allowed to send {words}")]


def test_a_suspended_service(api: ApiCaller, email: Template, service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(active=False)

    answer = send(api, email)

    assert (answer.status, answer.errors) == (403, [("BadRequestError", "Service is suspended")])


def test_a_list_counts_once_towards_the_rate(
    api: ApiCaller, email: Template, service: Service
) -> None:
    Service.objects.filter(pk=service.pk).update(rate_limit=2)

    answers = [send(api, email) for _ in range(3)]

    assert [answer.status for answer in answers] == [201, 201, 429]
    assert answers[2].errors == [
        (
            "RateLimitError",
            "Exceeded rate limit for key type LIVE of 2 requests per 60 seconds",
        )
    ]
    assert int(answers[2].headers["Retry-After"]) > 0


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_an_unknown_sender(
    api: ApiCaller, email: Template, sms: Template, service: Service, channel: str
) -> None:
    wanted = uuid4()
    template, rows = (email, ROWS) if channel == "email" else (sms, SMS_ROWS)

    answer = send(api, template, rows=rows, reply_to_id=str(wanted))

    field = "email_reply_to_id" if channel == "email" else "sms_sender_id"
    message = f"{field} {wanted} does not exist in database for service id {service.id}"
    assert answer.errors == [("BadRequestError", message)]


# ---- what is wrong with the list -------------------------------------------------------------

LISTS = {
    "rows that are no lists": (
        {"rows": [1, 2]},
        "Error converting to CSV: iterable expected, not int",
    ),
    "csv that cannot be read": (
        {"rows": ..., "csv": "email address,name\na@example.ca,a\rb\n"},
        (
            "Error converting to CSV: new-line character seen in unquoted field"
            " - do you need to open the file with newline=''?"
        ),
    ),
    "missing columns": (
        {"rows": [["x"], ["A"]]},
        "Missing column headers: email address, name",
    ),
    "doubled recipient": (
        {"rows": [["email address", "email_address", "name"], ["a@x.ca", "b@x.ca", "A"]]},
        "Duplicate column headers: email address, email_address",
    ),
    "too many rows in csv": (
        {"rows": ..., "csv": "email address,name\n" + "a@example.ca,A\n" * 50_001},
        "Too many rows. Maximum number of rows allowed is 50000",
    ),
    "rows in error": (
        {"rows": [HEADING, ["nope", "A"], ["a@example.ca", ""]]},
        (
            "Some rows have errors. Row 0 - `email address`: invalid recipient. "
            "Row 1 - `name`: Missing."
        ),
    ),
    "several in a row": (
        {"rows": [HEADING, ["nope", ""]]},
        "Some rows have errors. Row 0 - `email address`: invalid recipient,`name`: Missing.",
    ),
}


@pytest.mark.parametrize(("fields", "message"), LISTS.values(), ids=LISTS)
def test_lists(
    api: ApiCaller, email: Template, service: Service, fields: dict[str, Any], message: str
) -> None:
    Service.objects.filter(pk=service.pk).update(message_limit=10**6)

    answer = send(api, email, **fields)

    assert (answer.status, answer.errors) == (400, [("BadRequestError", message)])
    assert not Job.objects.exists()
    assert not Usage.objects.exists()

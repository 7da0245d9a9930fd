"""/v2/reports: ask for a report, follow it, fetch it (contract, section 1.11)."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from notify.message_templates.models import Template
from notify.sending.models import Report
from notify.sending.report_making import make_next_report
from notify.services.models import Service
from tests import factories
from tests.api.caller import Answer, ApiCaller
from tests.api.rows import make_rows

PATH = "/v2/reports"
GOOD = {"report_type": "email", "language": "en"}


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE_DIR = tmp_path / "files"
    return settings.FILE_STORE_DIR


@pytest.fixture
def reporter(service: Service) -> ApiCaller:
    return ApiCaller(factories.make_key(service, permissions=["manage_reports"]))


def fetch(api: ApiCaller, report_id: str) -> Any:
    return api.client.get(f"{PATH}/{report_id}/content", headers=api.headers)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", PATH),
        ("post", PATH),
        ("get", f"{PATH}/not-even-an-id"),
        ("get", f"{PATH}/0197b5d0-3c4d-7e5f-9a6b-7c8d9e0f1a2b/content"),
    ],
)
@pytest.mark.parametrize("permissions", [[], ["manage_templates"]])
def test_the_permission_is_asked_for_before_anything_else(
    service: Service, method: str, path: str, permissions: list[str]
) -> None:
    api = ApiCaller(factories.make_key(service, permissions=permissions))
    arguments = [b"nonsense"] if method == "post" else []

    answer = getattr(api, method)(path, *arguments)

    message = "This API key does not have permission to manage reports."
    assert (answer.status, answer.errors) == (403, [("ForbiddenError", message)])


def test_a_report_is_asked_for_followed_and_fetched(
    reporter: ApiCaller, service: Service, email: Template
) -> None:
    make_rows(email, status="delivered")

    asked = reporter.post(PATH, GOOD)
    identifier = asked.json["report_id"]
    waiting = reporter.get(f"{PATH}/{identifier}")
    too_soon = reporter.get(f"{PATH}/{identifier}/content")
    make_next_report()
    ready = reporter.get(asked.headers["Location"])
    content = fetch(reporter, identifier)

    assert asked.status == 202
    assert asked.json == {"report_id": identifier, "status": "requested"}
    assert asked.headers["Location"] == f"/v2/reports/{identifier}"
    report = Report.objects.get()
    assert waiting.json == {
        "id": identifier,
        "report_type": "email",
        "service_id": str(service.id),
        "status": "requested",
        "requested_at": report.requested_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "completed_at": None,
        "expires_at": None,
        "api_key_id": str(reporter.key.key.id),
    }
    words = "Report is not ready for download (status: requested)"
    assert (too_soon.status, too_soon.errors) == (409, [("BadRequestError", words)])
    assert ready.json["status"] == "ready"
    assert report.completed_at is not None
    assert report.expires_at == report.completed_at + timedelta(hours=72)
    assert content.status_code == 200
    assert content["Content-Type"].startswith("text/csv")
    assert content["Content-Disposition"] == f'attachment; filename="{identifier}.csv"'
    assert content["Access-Control-Allow-Methods"] == "GET,PUT,POST,PATCH,DELETE"
    head, row = content.getvalue().decode().splitlines()
    assert head.startswith("Recipient,Template,Type,")
    assert row.startswith("ana@example.ca,")


def test_a_report_about_a_job(reporter: ApiCaller, email: Template) -> None:
    body = {
        "name": "l",
        "template_id": str(email.id),
        "rows": [["email address", "name"], ["ana@example.ca", "Ana"]],
    }
    job = reporter.post("/v2/notifications/bulk", body).json["data"]["id"]

    asked = reporter.post(PATH, {"report_type": "job", "language": "fr", "job_id": job})
    make_next_report()

    head, row = fetch(reporter, asked.json["report_id"]).getvalue().decode().splitlines()
    assert head.startswith("Numéro de ligne,Destinataire,")
    assert row.startswith("1,ana@example.ca,")


REFUSED: list[Any] = [
    pytest.param({"report_type": ...}, "report_type is a required property", id="no-type"),
    pytest.param({"language": ...}, "language is a required property", id="no-language"),
    pytest.param(
        {"report_type": "letter"},
        "report_type letter is not one of [sms, email, job]",
        id="type",
    ),
    pytest.param(
        {"report_type": ["job"]},
        "report_type [job] is not one of [sms, email, job]",
        id="type-of-type",
    ),
    pytest.param({"language": "de"}, "language de is not one of [en, fr]", id="language"),
    pytest.param({"language": None}, "language None is not one of [en, fr]", id="null-language"),
    pytest.param({"report_type": "job"}, "job_id is a required property", id="no-job"),
    pytest.param({"report_type": "job", "job_id": None}, "job_id is not a valid UUID", id="null"),
    pytest.param({"report_type": "job", "job_id": "x"}, "job_id is not a valid UUID", id="no-id"),
    pytest.param({"job_id": 5}, "job_id is not a valid UUID", id="job-of-no-use"),
    pytest.param(
        {"days": 7},
        "Additional properties are not allowed (days was unexpected)",
        id="unknown",
    ),
]


@pytest.mark.parametrize(("fields", "words"), REFUSED)
def test_a_malformed_request_is_told_what_is_wrong(
    reporter: ApiCaller, fields: dict[str, Any], words: str
) -> None:
    body = {name: value for name, value in {**GOOD, **fields}.items() if value is not ...}

    answer = reporter.post(PATH, body)

    assert (answer.status, answer.errors) == (400, [("ValidationError", words)])
    assert not Report.objects.exists()


def test_a_body_that_is_no_json_is_a_400(reporter: ApiCaller) -> None:
    assert reporter.post(PATH, b"{").status == 400
    assert reporter.post(PATH, [1]).errors == [("ValidationError", "[1] is not of type object")]
    assert reporter.post(PATH, GOOD, content_type="text/plain").status == 415


def test_the_job_of_another_service_is_not_found(reporter: ApiCaller, email: Template) -> None:
    other = factories.make_service()
    job = ApiCaller(factories.make_key(other)).post(
        "/v2/notifications/bulk",
        {
            "name": "l",
            "template_id": str(factories.make_email_template(other, body_en="b").id),
            "rows": [["email address", "name"], ["ana@example.ca", "x"]],
        },
    )
    assert job.status == 201

    for identifier in (job.json["data"]["id"], str(uuid4())):
        body = {"report_type": "job", "language": "en", "job_id": identifier}
        answer = reporter.post(PATH, body)
        assert answer.errors == [("BadRequestError", "job_id not found")]


def test_the_hourly_limit_is_told_before_the_body_is_read(reporter: ApiCaller) -> None:
    statuses = [reporter.post(PATH, GOOD).status for _ in range(10)]

    answer = reporter.post(PATH, b"{")

    assert set(statuses) == {202}
    assert answer.status == 429
    message = "Maximum 10 report requests per hour"
    assert answer.json == {"errors": [{"error": "RateLimitExceeded", "message": message}]}
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    assert answer.headers["X-RateLimit-Limit"] == "10"
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert int(answer.headers["X-RateLimit-Reset"]) > timezone.now().timestamp() + 3500


def test_reports_are_listed_newest_first_in_pages(
    reporter: ApiCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notify.api.v2.views_reports.PAGE_SIZE", 2)
    made = [reporter.post(PATH, GOOD).json["report_id"] for _ in range(3)]

    first = reporter.get(PATH).json
    second = reporter.get(first["links"]["next"].removeprefix("http://testserver")).json
    last = reporter.get(second["links"]["next"].removeprefix("http://testserver")).json

    assert [one["id"] for one in first["reports"]] == made[:0:-1]
    assert [one["id"] for one in second["reports"]] == made[:1]
    assert (last["reports"], set(last["links"])) == ([], {"current"})
    assert reporter.get(f"{PATH}?older_than={uuid4()}").json["reports"] == []
    assert reporter.get(f"{PATH}?older_than=x").errors == [
        ("ValidationError", "older_than is not a valid UUID")
    ]


def test_what_is_not_the_services_is_not_there(reporter: ApiCaller) -> None:
    other = factories.make_service()
    stranger = ApiCaller(factories.make_key(other, permissions=["manage_reports"]))
    theirs = stranger.post(PATH, GOOD).json["report_id"]

    for path in (f"{PATH}/{theirs}", f"{PATH}/{theirs}/content", f"{PATH}/{uuid4()}"):
        answer = reporter.get(path)
        assert (answer.status, answer.errors) == (404, [("NoResultFound", "No result found")])
    for path in (f"{PATH}/x", f"{PATH}/x/content"):
        assert reporter.get(path).errors == [("ValidationError", "report_id is not a valid UUID")]
    assert reporter.get(PATH).json["reports"] == []


def test_a_report_past_its_three_days_is_not_there(reporter: ApiCaller) -> None:
    identifier = reporter.post(PATH, GOOD).json["report_id"]
    make_next_report()
    Report.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert reporter.get(f"{PATH}/{identifier}/content").status == 404
    assert reporter.get(PATH).json["reports"] == []


def test_a_content_that_cannot_be_had_is_a_502(reporter: ApiCaller, store: Path) -> None:
    identifier = reporter.post(PATH, GOOD).json["report_id"]
    make_next_report()
    for path in store.rglob("*"):
        if path.is_file():
            path.write_bytes(b"\x01changed")

    answer = Answer(fetch(reporter, identifier))

    words = "Failed to retrieve report content"
    assert (answer.status, answer.errors) == (502, [("S3ReportDownloadError", words)])

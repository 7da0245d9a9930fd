"""GET /v2/jobs, GET /v2/jobs/{id} and POST /v2/jobs/{id}/cancel."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from notify.delivery.claim import claim_due
from notify.message_templates.models import Template
from notify.notifications.ids import new_id
from notify.notifications.models import Job, Notification
from notify.sending.jobs import store_due_jobs
from notify.services.models import Service
from notify.stats.models import Usage
from tests import factories
from tests.api.caller import ApiCaller

pytestmark = pytest.mark.django_db


@pytest.fixture
def charlies(db: None) -> ApiCaller:
    """A key of another service."""
    return ApiCaller(factories.make_key(factories.make_service()))


def send(api: ApiCaller, template: Template, number: int = 2) -> dict[str, Any]:
    rows = [["email address", "name"], *([f"p{n}@example.ca", "A"] for n in range(number))]
    body = {"name": "May list", "template_id": str(template.id), "rows": rows}
    data: dict[str, Any] = api.post("/v2/notifications/bulk", body).json["data"]
    return data


def test_a_new_job(api: ApiCaller, email: Template) -> None:
    accepted = send(api, email)

    shown = api.get(f"/v2/jobs/{accepted['id']}")

    assert shown.status == 200
    progress = shown.json["data"].pop("progress")
    assert shown.json["data"].keys() - {"progress"} == accepted.keys()
    assert {**shown.json["data"], "progress": progress} == {
        **accepted,
        "progress": {"rows": 2, "rows_stored": 0, "percentage": 0, "statuses": {}},
    }


def test_a_finished_job(api: ApiCaller, email: Template) -> None:
    accepted = send(api, email)
    store_due_jobs()

    job = api.get(f"/v2/jobs/{accepted['id']}").json["data"]

    assert job["job_status"] == "finished"
    assert job["progress"] == {
        "rows": 2,
        "rows_stored": 2,
        "percentage": 100,
        "statuses": {"created": 2},
    }
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00"
    for name in ("created_at", "updated_at", "processing_started", "processing_finished"):
        assert re.fullmatch(form, job[name]), name


@pytest.mark.parametrize("action", ["", "/cancel"], ids=["get", "cancel"])
def test_what_is_not_there(
    api: ApiCaller, charlies: ApiCaller, email: Template, action: str
) -> None:
    job = send(api, email)

    def call(caller: ApiCaller, which: object) -> Any:
        path = f"/v2/jobs/{which}{action}"
        return caller.post(path, {}) if action else caller.get(path)

    for answer in (call(api, uuid4()), call(charlies, job["id"])):
        assert answer.status == 404
        assert answer.errors == [("NoResultFound", "No result found")]
    answer = call(api, "x")
    assert answer.status == 400
    assert answer.errors == [("ValidationError", "job_id is not a valid UUID")]
    assert Job.objects.get().status == "pending"


def test_the_list_is_newest_first_and_of_the_keys_type(
    api: ApiCaller, charlies: ApiCaller, email: Template, service: Service
) -> None:
    test_key = ApiCaller(factories.make_key(service, "test"))
    jobs = [send(api, email)["id"] for _ in range(3)]
    tests = [send(test_key, email)["id"]]

    def listed(caller: ApiCaller) -> list[str]:
        return [job["id"] for job in caller.get("/v2/jobs").json["jobs"]]

    assert listed(api) == jobs[::-1]
    assert listed(test_key) == tests
    assert listed(charlies) == []
    assert api.get(f"/v2/jobs/{tests[0]}").status == 200


def test_pages(api: ApiCaller, email: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notify.api.v2.views_jobs.PAGE_SIZE", 2)
    jobs = [send(api, email)["id"] for _ in range(3)][::-1]

    first = api.get("/v2/jobs").json
    second = api.get("/v2/jobs", {"older_than": jobs[1]}).json
    empty = api.get("/v2/jobs", {"older_than": jobs[2]}).json

    assert [job["id"] for job in first["jobs"]] == jobs[:2]
    assert first["links"] == {
        "current": "http://testserver/v2/jobs",
        "next": f"http://testserver/v2/jobs?older_than={jobs[1]}",
    }
    assert [job["id"] for job in second["jobs"]] == jobs[2:]
    assert second["jobs"][0]["progress"] == {"rows": 2, "rows_stored": 0, "percentage": 0}
    assert empty["jobs"] == []
    assert empty["links"] == {"current": f"http://testserver/v2/jobs?older_than={jobs[2]}"}
    assert api.get("/v2/jobs", {"older_than": str(uuid4())}).json["jobs"] == []


def test_a_list_query_that_is_wrong(api: ApiCaller) -> None:
    answer = api.get("/v2/jobs", {"older_than": "x", "page": "2"})

    assert answer.errors == [
        ("ValidationError", "older_than is not a valid UUID"),
        ("ValidationError", "Additional properties are not allowed (page was unexpected)"),
    ]


def test_cancel(api: ApiCaller, email: Template) -> None:
    job = send(api, email, 5)
    store_due_jobs()
    claim_due("normal", 2, new_id())

    answer = api.post(f"/v2/jobs/{job['id']}/cancel", {})

    assert answer.status == 200
    assert answer.json["data"]["job_status"] == "cancelled"
    assert answer.json["data"]["progress"]["statuses"] == {"cancelled": 3, "created": 2}
    assert set(Usage.objects.values_list("used", flat=True)) == {2}


def test_cancelling_needs_no_body_and_may_be_repeated(api: ApiCaller, email: Template) -> None:
    path = f"/v2/jobs/{send(api, email)['id']}/cancel"

    first = api.client.post(path, headers=api.headers)
    second = api.client.post(path, headers=api.headers)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()


def test_a_job_that_has_left_cannot_be_cancelled(api: ApiCaller, email: Template) -> None:
    job = send(api, email)
    store_due_jobs()
    Notification.objects.update(status="sending", due_at=None)

    answer = api.post(f"/v2/jobs/{job['id']}/cancel", {})

    message = "Job cannot be cancelled: every message has been sent or is being sent"
    assert (answer.status, answer.errors) == (400, [("BadRequestError", message)])


def test_a_key_cancels_jobs_of_its_type_only(
    api: ApiCaller, email: Template, service: Service
) -> None:
    job = send(api, email)
    test_key = ApiCaller(factories.make_key(service, "test"))

    answer = test_key.post(f"/v2/jobs/{job['id']}/cancel", {})

    assert answer.errors == [("NoResultFound", "No result found")]
    assert Job.objects.get(pk=UUID(job["id"])).status == "pending"


def test_a_job_of_a_person(api: ApiCaller, email: Template) -> None:
    accepted = send(api, email)
    alice = factories.make_user("ann@example.gc.ca", name="Ann")
    Job.objects.update(api_key=None, created_by=alice)

    job = api.get(f"/v2/jobs/{accepted['id']}").json["data"]

    assert job["api_key"] is None
    assert job["created_by"] == {"id": str(alice.id), "name": "Ann"}

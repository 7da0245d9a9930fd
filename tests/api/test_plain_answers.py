"""Addresses that lead nowhere, wrong methods, headers, status pages, our own failures."""

import logging
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from notify.message_templates.models import Template
from notify.services.models import Service
from tests import factories
from tests.api.caller import Answer, ApiCaller

NOT_FOUND = (
    "The requested URL was not found on the server. If you entered the URL manually please check "
    "your spelling and try again."
)
WRONG_METHOD = "The method is not allowed for the requested URL."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/v2", "/v2/", "/v2/nothing", "/v2/notifications/", "/v2/notifications/email/",
        "/v2/templates/", "/v2/template/", "/notifications", "/notifications/sms",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_url_is_a_plain_404_for_everyone(path: str, method: str) -> None:
    answer = Answer(getattr(Client(enforce_csrf_checks=True), method)(path))

    assert answer.status == 404
    assert answer.plain == NOT_FOUND
    assert answer.headers["Content-Type"] == "application/json"


def test_an_unknown_kind_of_message_is_a_plain_404(api: ApiCaller) -> None:
    answer = api.post("/v2/notifications/carrier-pigeon", {})

    assert answer.status == 404
    assert answer.plain == NOT_FOUND


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("put", "/v2/notifications/email", "GET, POST, HEAD, OPTIONS"),
        ("post", "/v2/notifications", "GET, HEAD, OPTIONS"),
        ("delete", "/v2/templates", "GET, HEAD, OPTIONS"),
        ("put", "/_status", "GET, POST, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_told_without_a_key(method: str, path: str, allowed: str) -> None:
    answer = Answer(getattr(Client(), method)(path))

    assert answer.status == 405
    assert answer.plain == WRONG_METHOD
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Allow"] == allowed


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/v2/notifications", "/v2/notifications/email", "/_status"])
def test_a_pre_flight_needs_no_key(path: str) -> None:
    answer = Answer(Client().options(path))

    assert answer.status == 200
    assert answer.text == ""
    assert "OPTIONS" in answer.headers["Allow"]


@pytest.mark.django_db
def test_the_peers_internal_api_is_closed() -> None:
    answer = Answer(Client().get("/service/abc/template/def/versions"))

    assert answer.status == 401
    assert answer.plain == {"token": ["Unauthorized, admin authentication token required"]}


@pytest.mark.parametrize("path", ["/v2/templates", "/v2/nothing", "/v2/notifications/x"])
def test_every_answer_has_the_headers(api: ApiCaller, path: str) -> None:
    headers = api.headers | {"X-B3-TraceId": "abc", "Origin": "https://elsewhere.example"}

    plain = api.get(path).headers
    traced = Answer(api.client.get(path, headers=headers)).headers

    assert plain["Access-Control-Allow-Headers"] == "Content-Type,Authorization"
    assert plain["Access-Control-Allow-Methods"] == "GET,PUT,POST,PATCH,DELETE"
    assert (plain["X-B3-TraceId"], plain["X-B3-SpanId"]) == ("None", "None")
    assert (traced["X-B3-TraceId"], traced["X-B3-SpanId"]) == ("abc", "None")
    assert "Access-Control-Allow-Origin" not in traced


def test_the_documentation_may_call_from_a_browser(api: ApiCaller) -> None:
    origin = "https://documentation.notification.canada.ca"

    answer = Answer(api.client.get("/v2/templates", headers=api.headers | {"Origin": origin}))

    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_status_says_ok(method: str) -> None:
    status = Answer(getattr(Client(enforce_csrf_checks=True), method)("/_status"))
    simple = Answer(Client().get("/_status?simple=1"))

    assert sorted(status.json) == [
        "build_time", "commit_sha", "current_time_utc", "db_version", "status",
    ]  # fmt: skip
    assert status.json["status"] == "ok"
    assert simple.json == {"status": "ok"}


@pytest.mark.django_db
def test_live_services_and_their_organisations_are_counted() -> None:
    organisation = factories.make_organisation()
    for fields in (
        {"organisation": organisation},
        {"organisation": organisation},
        {},
        {"restricted": True, "organisation": factories.make_organisation()},
        {"active": False},
        {"count_as_live": False},
    ):
        factories.make_service(**fields)

    answer = Answer(Client().get("/_status/live-service-and-organisation-counts"))

    assert answer.json == {"organisations": 1, "services": 3}


def test_our_own_failure_tells_nothing_but_its_class(
    api: ApiCaller,
    email: Template,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = OperationalError("row (ana@example.ca, secret) could not be stored")

    def fail(*args: Any) -> None:
        raise error

    monkeypatch.setattr("notify.sending.email.store_notification", fail)
    with caplog.at_level(logging.DEBUG):
        answer = api.send_email(email.id, personalisation={"name": "x"})

    assert answer.status == 500
    assert answer.errors == [("OperationalError", "Internal server error")]
    assert "OperationalError in NotificationView" in caplog.text
    assert "secret" not in caplog.text
    assert "ana@example.ca" not in caplog.text


def test_a_use_that_cannot_be_noted_does_not_fail_a_stored_message(
    api: ApiCaller, email: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", fail)

    assert api.send_email(email.id, personalisation={"name": "x"}).status == 201


def test_a_suspended_service_still_reads(api: ApiCaller, service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(active=False)

    assert api.get("/v2/notifications").status == 200


@pytest.mark.django_db
@pytest.mark.parametrize("accept", [None, "*/*", "application/json"])
@pytest.mark.parametrize("query", ["", "?simple=1"])
def test_the_root_tells_a_program_the_state_of_the_api(accept: str | None, query: str) -> None:
    headers = {"Accept": accept} if accept else {}

    answer = Answer(Client().get(f"/{query}", headers=headers))

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json["status"] == "ok"
    assert ("db_version" in answer.json) == (not query)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.django_db
def test_the_root_is_a_page_for_people() -> None:
    answer = Client().get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert "Accept" in answer["Vary"]

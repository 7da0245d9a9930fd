"""The description of the API is well formed, whole, bilingual, and true to what the API does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.test import Client
from django.urls import include, path
from drf_spectacular.generators import EndpointEnumerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notify.api.openapi import examples
from notify.api.openapi.document import document, name_parameters
from notify.api.openapi.operations import NOT_DESCRIBED, OPERATIONS
from notify.api.v2 import urls
from notify.api.v2.bulk_form import read_bulk
from notify.api.v2.problems import ValidationFailed
from notify.api.v2.schema import read_preview, read_send
from tests import factories
from tests.api.caller import Answer, ApiCaller
from tests.api.openapi_schemas import answer_schema, request_schema
from tests.api.rows import make_rows
from tests.api.test_schema_oracle import bodies, identifiers, values
from tests.subscriptions.test_double_opt_in import make_topic

LANGUAGES = ("en", "fr")


def texts(node: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text for people with its place; what is sent and answered is not one."""
    if isinstance(node, dict):
        for name, child in node.items():
            is_words = name in ("summary", "description") and isinstance(child, str)
            if is_words:
                yield f"{where}/{name}", child
            elif name not in ("value", "example"):
                yield from texts(child, f"{where}/{name}")
    elif isinstance(node, list):
        for number, child in enumerate(node):
            yield from texts(child, f"{where}/{number}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_description_is_openapi_3_1(language: str) -> None:
    validate_schema(document(language))

    assert document(language)["openapi"].startswith("3.1")


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rpartition("/")[2]
        node = list(node.values())
    for child in node if isinstance(node, list) else ():
        yield from references(child)


def test_every_reference_leads_somewhere_and_every_object_is_used() -> None:
    schemas = document("en")["components"]["schemas"]

    assert set(references(document("en"))) == set(schemas)


def test_every_text_is_in_both_languages() -> None:
    english, french = (dict(texts(document(language))) for language in LANGUAGES)

    assert english.keys() == french.keys()
    assert [place for place in english if english[place] == french[place]] == []


def test_what_is_not_a_text_is_the_same_in_both_languages() -> None:
    def bare(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                k: bare(v) for k, v in node.items() if k not in ("summary", "description", "title")
            }
        return [bare(child) for child in node] if isinstance(node, list) else node

    assert bare(document("en")) == bare(document("fr"))


def test_every_route_is_described() -> None:
    routes = name_parameters(EndpointEnumerator([path("v2/", include(urls))]).get_api_endpoints())
    found = {(method, address) for address, _, method, _ in routes}
    described = {
        (method.upper(), address)
        for address, methods in document("en")["paths"].items()
        for method in methods
    }

    assert found - NOT_DESCRIBED == described == set(OPERATIONS)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_served_without_a_key_and_kept_by_caches(client: Client, language: str) -> None:
    answer = client.get(f"/v2/openapi-{language}")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Content-Language"] == language
    assert answer.json() == document(language)


def test_it_is_served_as_yaml_to_those_who_ask(client: Client) -> None:
    answer = client.get("/v2/openapi-fr", headers={"Accept": "application/yaml"})

    assert answer["Content-Type"] == "application/yaml"
    assert yaml.safe_load(answer.content) == document("fr")


def test_there_is_none_in_another_language(client: Client) -> None:
    assert client.get("/v2/openapi-de").status_code == 404
    assert client.get("/v2/openapi").status_code == 404


def described_examples() -> Iterator[Any]:
    for address, methods in document("en")["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                for name, example in (
                    answer["content"].get("application/json", {}).get("examples", {}).items()
                ):
                    yield pytest.param(
                        method,
                        address,
                        int(status),
                        example["value"],
                        id=f"{method}-{address}-{status}-{name}",
                    )


@pytest.mark.parametrize(("method", "address", "status", "value"), list(described_examples()))
def test_every_example_is_what_it_is_an_example_of(
    method: str, address: str, status: int, value: Any
) -> None:
    answer_schema(method, address, status).validate(value)


# ---- requests ----------------------------------------------------------------------------------

REQUESTS = {
    "EmailRequest": lambda body: read_send("email", body),
    "TextRequest": lambda body: read_send("sms", body),
    "BulkRequest": read_bulk,
    "PreviewRequest": lambda body: read_preview(body, str(uuid4())),
}
bulk_bodies = values | st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("June") | values,
        "template_id": identifiers,
        "rows": st.lists(values, max_size=3) | values,
        "csv": values,
        "reply_to_id": identifiers,
        "scheduled_for": st.none() | st.integers(),
        "reference": values,
        "language": st.sampled_from(["en", "fr", "de"]) | values,
        "z": values,
    },
)


def is_accepted(name: str, body: Any) -> bool:
    try:
        REQUESTS[name](body)
    except ValidationFailed as error:
        # A description cannot say whether base64 decodes, or whether an address can be written to.
        return all(" : " in message or "Not a valid" in message for message in error.messages)
    return True


def text_body(body: Any) -> Any:
    """Turn the body of an email into that of a text message."""
    if not isinstance(body, dict):
        return body
    names = {"email_address": "phone_number", "email_reply_to_id": "sms_sender_id"}
    return {names.get(name, name): value for name, value in body.items()}


@pytest.mark.parametrize(
    ("name", "requests"),
    [
        ("EmailRequest", bodies),
        ("TextRequest", bodies.map(text_body)),
        ("BulkRequest", bulk_bodies),
        ("PreviewRequest", bodies.filter(lambda body: body is not None)),
    ],
)
def test_the_described_requests_are_those_that_are_accepted(name: str, requests: Any) -> None:
    schema = request_schema(name)

    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
    @given(requests)
    def compare(body: Any) -> None:
        assert schema.is_valid(body) == is_accepted(name, body), body

    compare()


# ---- answers -----------------------------------------------------------------------------------


def call(caller: ApiCaller, method: str, url: str, body: Any) -> Answer:
    if method in ("POST", "PATCH"):
        return caller.post(url, body) if method == "POST" else caller.patch(url, body)
    return caller.get(url) if method == "GET" else caller.delete(url)


@pytest.mark.django_db
def test_real_answers_are_described_field_by_field() -> None:
    service = factories.make_service(owner=factories.make_user())
    email = factories.make_email_template(service, subject_en="Hi", body_en="Hello ((name))")
    sms = factories.make_sms_template(service)
    caller = ApiCaller(
        factories.make_key(service, permissions=["manage_templates", "manage_reports"])
    )
    make_rows(email, 2, status="delivered")
    sent = caller.send_email(
        email.id,
        personalisation={"name": "[Ana](https://x.example)"},
        sanitise_content_for=["name"],
        one_click_unsubscribe_url="https://example.ca/stop",
        reference="r",
    )
    rows = [["email address", "name"], ["ana@example.ca", "Ana"]]
    bulk = {"name": "June", "template_id": str(email.id), "rows": rows}
    listed = caller.post("/v2/notifications/bulk", bulk)
    job = {"job_id": listed.json["data"]["id"]}
    message, unknown = {"notification_id": sent.json["id"]}, {"notification_id": str(uuid4())}
    template = {"template_id": str(email.id)}
    asked = caller.post("/v2/reports", {"report_type": "email", "language": "en"})
    report = {"report_id": asked.json["report_id"]}
    new_template = examples.NEW_TEMPLATE | {
        "template_category_id": str(factories.make_category().id)
    }
    filled = {"personalisation": {"name": "Ana"}}
    new_reminder = examples.REMINDER_REQUEST | {
        "template_id": str(email.id),
        "date": (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%d"),
    }
    planned = caller.post("/v2/reminders", new_reminder)
    reminder = {"reminder_id": planned.json["id"]}
    topic = {"topic_id": str(make_topic(service).pk)}
    calls: list[tuple[str, str, dict[str, Any], Any]] = [
        (
            "POST",
            "/v2/notifications/sms",
            {},
            {
                "phone_number": "+16135550199",
                "template_id": str(sms.id),
                "personalisation": {"code": 1},
            },
        ),
        ("POST", "/v2/notifications/email", {}, {}),
        ("POST", "/v2/notifications/bulk", {}, {"name": "x"}),
        ("GET", "/v2/notifications", {}, None),
        ("GET", "/v2/notifications/{notification_id}", message, None),
        ("GET", "/v2/notifications/{notification_id}", unknown, None),
        ("GET", "/v2/notifications/{notification_id}", {"notification_id": "x"}, None),
        ("GET", "/v2/jobs", {}, None),
        ("GET", "/v2/jobs/{job_id}", job, None),
        ("GET", "/v2/jobs/{job_id}", {"job_id": str(uuid4())}, None),
        ("POST", "/v2/jobs/{job_id}/cancel", job, {}),
        ("POST", "/v2/jobs/{job_id}/cancel", job, {}),
        ("GET", "/v2/templates", {}, None),
        ("GET", "/v2/template/{template_id}", template, None),
        ("GET", "/v2/template/{template_id}", {"template_id": str(uuid4())}, None),
        ("GET", "/v2/template/{template_id}/version/{version}", template | {"version": 1}, None),
        ("POST", "/v2/template/{template_id}/preview", template, filled),
        ("POST", "/v2/template/{template_id}/preview", template, {}),
        ("GET", "/v2/received-text-messages", {}, None),
        ("GET", "/v2/notifications/{notification_id}/events", message, None),
        ("GET", "/v2/notifications/{notification_id}/events", unknown, None),
        ("GET", "/v2/stats", {}, None),
        ("POST", "/v2/reports", {}, {"report_type": "job", "language": "fr", **job}),
        ("POST", "/v2/reports", {}, {"report_type": "job", "language": "de"}),
        ("GET", "/v2/reports", {}, None),
        ("GET", "/v2/reports/{report_id}", report, None),
        ("GET", "/v2/reports/{report_id}/content", report, None),
        ("GET", "/v2/reports/{report_id}/content", {"report_id": str(uuid4())}, None),
        ("POST", "/v2/reminders", {}, new_reminder),
        ("POST", "/v2/reminders", {}, new_reminder | {"date": "2020-01-01"}),
        ("GET", "/v2/reminders", {}, None),
        ("GET", "/v2/reminders/{reminder_id}", reminder, None),
        ("GET", "/v2/reminders/{reminder_id}", {"reminder_id": str(uuid4())}, None),
        ("POST", "/v2/reminders/cancel", {}, {"reference": "none"}),
        ("POST", "/v2/reminders/{reminder_id}/cancel", reminder, {}),
        ("GET", "/v2/topics", {}, None),
        ("POST", "/v2/topics/{topic_id}/subscribe", topic, {"email_address": "a@example.ca"}),
        ("POST", "/v2/topics/{topic_id}/subscribe", topic, {}),
        ("POST", "/v2/topics/{topic_id}/unsubscribe", topic, {"email_address": "a@example.ca"}),
        ("POST", "/v2/topics/{topic_id}/unsubscribe", topic, {"email_address": "b@example.ca"}),
        ("GET", "/v2/manage-template/template-categories", {}, None),
        ("POST", "/v2/manage-template", {}, new_template),
        ("POST", "/v2/manage-template", {}, {"name": "x"}),
        ("PATCH", "/v2/manage-template/{template_id}", template, {"name": "New"}),
        ("GET", "/v2/manage-template/{template_id}", template, None),
        ("DELETE", "/v2/manage-template/{template_id}", template, None),
        ("DELETE", "/v2/manage-template/{template_id}", template, None),
    ]

    answer_schema("POST", "/v2/notifications/email", sent.status).validate(sent.json)
    answer_schema("POST", "/v2/notifications/bulk", listed.status).validate(listed.json)
    answer_schema("POST", "/v2/reports", asked.status).validate(asked.json)
    for method, address, parameters, body in calls:
        url = address.format(**parameters)
        answer = call(caller, method, url, body)
        answer_schema(method, address, answer.status).validate(answer.json)
    assert {(method, address) for method, address, *_ in calls} >= set(OPERATIONS)

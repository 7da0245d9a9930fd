"""The fast lane answers and stores what the view does, byte for byte, or leaves it to the view."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any

import jwt
import pytest
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections

from notify.api.fast_lane import with_fast_lane
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.services.models import ApiKey, Service
from notify_project.wsgi import ApiHandler
from tests import factories
from tests.api.caller import ApiCaller
from tests.api.made_up import make_up_body, make_up_headers

Change = Callable[[Service, Template], object]
VALUES = {"name": "Zoé <b>", "code": "123"}
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
SIMULATED = "simulate-delivered@notification.canada.ca"


@dataclass
class Said:
    """An answer as it goes over the wire."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def without_chance(self) -> tuple[str, list[tuple[str, str]], bytes]:
        """Leave out what differs between two equal requests: id, rate and seconds to midnight."""
        body = self.body
        if self.status.startswith("201"):
            body = body.replace(self.json["id"].encode(), b"<id>")
        chance = ("RateLimit-Remaining", "RateLimit-Reset", "Retry-After")
        headers = [(name, "" if name in chance else value) for name, value in self.headers]
        return self.status, headers, body


@dataclass
class Lanes:
    """The same request through the view alone, and through the fast lane in front of it."""

    key: str
    seen_by_view: int = 0
    _view: Any = field(default_factory=ApiHandler)

    def _watched(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.seen_by_view += 1
        return self._view(environ, start_response)

    def view(self, **request: Any) -> Said:
        return self._call(self._view, **request)

    def fast(self, **request: Any) -> Said:
        return self._call(with_fast_lane(self._watched), **request)

    def _call(
        self,
        application: Any,
        *,
        body: Any,
        channel: str = "email",
        method: str = "POST",
        **environ: str,
    ) -> Said:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer: list[Any] = []
        chunks = application(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": f"/v2/notifications/{channel}",
                "SERVER_NAME": "testserver",
                "SERVER_PORT": "80",
                "wsgi.url_scheme": "http",
                "wsgi.input": BytesIO(content),
                "CONTENT_LENGTH": str(len(content)),
                "CONTENT_TYPE": "application/json",
                "HTTP_HOST": "testserver",
                "HTTP_AUTHORIZATION": f"ApiKey-v1 {self.key}",
                **environ,
            },
            lambda status, headers: answer.extend((status, headers)),
        )
        return Said(answer[0], answer[1], b"".join(chunks))


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's transaction open over requests, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def lanes(api: ApiCaller) -> Lanes:
    return Lanes(api.key.text)


def body_of(template: Template, **fields: Any) -> dict[str, Any]:
    address = {"phone_number": "+16135550199"}
    if template.channel == "email":
        address = {"email_address": "Ana@Example.ca"}
    return {**address, "template_id": str(template.id), "personalisation": VALUES, **fields}


def stored() -> list[dict[str, Any]]:
    """The rows, without what chance and time make of them."""
    chance = ("id", "created_at", "due_at", "sealed_recipient", "sealed_personalisation")
    return [
        {name: value for name, value in row.items() if name not in chance}
        | {"is_due": row["due_at"] is not None}
        for row in Notification.objects.order_by("id").values()
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reference": "r-1 é"},
        {"personalisation": {"name": ["a", "b"], "unused": 1}},
        {"personalisation": {"Name": "x" * 500}},
        {"scheduled_for": TOMORROW},
        {"one_click_unsubscribe_url": "https://example.ca/stop?x=1"},
        {"personalisation": {"name": "[a](https://x.example)"}, "sanitise_content_for": ["name"]},
        {"language": "fr"},
        {"email_address": SIMULATED},
    ],
    ids=lambda fields: next(iter(fields), "plain"),
)
def test_a_plain_email_is_answered_and_stored_alike(
    lanes: Lanes, email: Template, fields: dict[str, Any]
) -> None:
    said = [call(body=body_of(email, **fields)) for call in (lanes.view, lanes.fast)]

    assert said[0].status == "201 Created"
    assert said[0].without_chance() == said[1].without_chance()
    assert lanes.seen_by_view == 0
    rows = stored()
    assert rows[0::2] == rows[1::2]
    assert len(rows) == (0 if fields.get("email_address") == SIMULATED else 2)


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_HOST": "api.example.ca:8443"},
        {"HTTP_X_FORWARDED_HOST": "public.example.ca", "HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_B3_TRACEID": "abc", "HTTP_X_B3_SPANID": "def"},
        {"CONTENT_TYPE": "application/json; charset=utf-8", "HTTP_ACCEPT": "text/html"},
    ],
    ids=str,
)
def test_a_plain_text_is_answered_and_stored_alike(
    lanes: Lanes, sms: Template, environ: dict[str, str]
) -> None:
    request = {"body": body_of(sms), "channel": "sms", **environ}

    said = [call(**request) for call in (lanes.view, lanes.fast)]

    assert said[0].status == "201 Created"
    assert said[0].without_chance() == said[1].without_chance()
    assert lanes.seen_by_view == 0
    rows = stored()
    assert rows[0] == rows[1]


def test_the_rate_counts_each_request_once(lanes: Lanes, email: Template) -> None:
    def left(said: Said) -> int:
        return int(dict(said.headers)["RateLimit-Remaining"])

    before = left(lanes.view(body=body_of(email)))
    refused = lanes.fast(body=body_of(email, personalisation={}))
    after = left(lanes.fast(body=body_of(email)))

    assert refused.status.startswith("400")
    assert before - after == 2


BAD_BODIES: list[Any] = [
    b"",
    b"no json",
    b'{"a": NaN}',
    b"[1]",
    b'"\\ud800"',
    {},
    {"email_address": "not an address"},
    {"template_id": "not-an-id"},
    {"template_id": "00000000-0000-4000-8000-000000000000"},
    {"personalisation": {}},
    {"personalisation": "x"},
    {"scheduled_for": "yesterday"},
    {"more": 1},
    {"language": "de"},
    {"reference": "a\u0000b"},
    {"personalisation": {"name": "x" * 60_000}},
    {"personalisation": {"name": {"file": "!", "filename": "a.pdf", "sending_method": "attach"}}},
    {"email_reply_to_id": "00000000-0000-4000-8000-000000000000"},
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=lambda body: str(body)[:60])
def test_a_bad_body_is_refused_alike(lanes: Lanes, email: Template, body: Any) -> None:
    if isinstance(body, dict) and body:
        body = body_of(email, **body)

    said = [call(body=body) for call in (lanes.view, lanes.fast)]

    assert said[0].status[0] in "45"
    assert said[0].without_chance() == said[1].without_chance()
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_AUTHORIZATION": ""},
        {"HTTP_AUTHORIZATION": "Basic abc"},
        {"HTTP_AUTHORIZATION": "ApiKey-v1 gcntfy-x"},
        {"CONTENT_TYPE": "text/plain"},
        {"CONTENT_LENGTH": "x"},
        {"HTTP_IDEMPOTENCY_KEY": ""},
        {"HTTP_HOST": "no host at all"},
        {"HTTP_X_FORWARDED_HOST": "a,b"},
        {"channel": "letter"},
        {"channel": "sms"},
        {"method": "PUT"},
    ],
    ids=str,
)
def test_what_is_around_a_body_is_refused_alike(
    lanes: Lanes, email: Template, environ: dict[str, str]
) -> None:
    said = [call(body=body_of(email), **environ) for call in (lanes.view, lanes.fast)]

    assert said[0].status[0] == "4"
    assert "status_code" in said[0].json or "message" in said[0].json
    assert said[0].without_chance() == said[1].without_chance()
    assert not Notification.objects.exists()


def change_service(**fields: Any) -> Change:
    return lambda service, _: Service.objects.filter(pk=service.pk).update(**fields)


def change_keys(**fields: Any) -> Change:
    return lambda service, _: ApiKey.objects.filter(service=service).update(**fields)


@pytest.mark.parametrize(
    "change",
    [
        change_service(active=False),
        change_service(permissions=[]),
        change_service(message_limit=0),
        change_service(email_annual_limit=0),
        change_service(restricted=True),
        change_service(rate_limit=0),
        lambda service, _: ApiKey.objects.filter(service=service).update(
            revoked_at="2020-01-01 00:00Z"
        ),
        lambda service, _: ApiKey.objects.filter(service=service).update(key_type="team"),
        lambda _, template: Template.objects.filter(pk=template.pk).update(archived=True),
        lambda _, template: Template.objects.filter(pk=template.pk).update(hidden=True),
    ],
)
def test_what_a_service_may_not_do_is_refused_alike(
    lanes: Lanes, service: Service, email: Template, change: Change
) -> None:
    assert lanes.fast(body=body_of(email, email_address=SIMULATED)).status == "201 Created"
    change(service, email)

    said = [call(body=body_of(email)) for call in (lanes.view, lanes.fast)]

    assert said[0].status[0] == "4"
    assert said[0].without_chance() == said[1].without_chance()
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "environ", [{"HTTP_ORIGIN": "https://documentation.notification.canada.ca"}, {}]
)
def test_a_browser_and_a_retry_key_are_left_to_the_view(
    lanes: Lanes, email: Template, environ: dict[str, str]
) -> None:
    environ = environ or {"HTTP_IDEMPOTENCY_KEY": "k"}

    said = lanes.fast(body=body_of(email), **environ)

    assert said.status == "201 Created"
    assert lanes.seen_by_view == 1


def test_a_signed_token_takes_the_fast_lane(
    lanes: Lanes, api: ApiCaller, service: Service, email: Template
) -> None:
    claims = {"iss": str(service.id), "iat": int(datetime.now(UTC).timestamp())}
    token = jwt.encode(claims, api.key.text[-36:], "HS256")
    request = {"body": body_of(email), "HTTP_AUTHORIZATION": f"Bearer {token}"}

    said = [call(**request) for call in (lanes.view, lanes.fast)]

    assert said[0].without_chance() == said[1].without_chance()
    assert lanes.seen_by_view == 0


def test_after_a_failure_nothing_is_tried_again(
    lanes: Lanes, email: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fail(*arguments: Any) -> None:
        tries.append(arguments)
        raise OperationalError("the answer was lost")

    monkeypatch.setattr("notify.sending.email.store_notification", fail)

    said = lanes.fast(body=body_of(email))

    assert said.status == "500 Internal Server Error"
    assert said.json["errors"] == [
        {"error": "OperationalError", "message": "Internal server error"}
    ]
    assert len(tries) == 1


def test_a_test_key_is_accepted_alike(service: Service, email: Template) -> None:
    lanes = Lanes(factories.make_key(service, "test").text)

    said = [call(body=body_of(email)) for call in (lanes.view, lanes.fast)]

    assert said[0].without_chance() == said[1].without_chance()
    rows = stored()
    assert rows[0] == rows[1]


@pytest.mark.parametrize("seed", range(10))
def test_requests_that_are_made_up_are_treated_alike(
    lanes: Lanes, service: Service, email: Template, sms: Template, seed: int
) -> None:
    chance = Random(seed)
    keys = [factories.make_key(service, kind).text for kind in ("normal", "team", "test")]
    met = set()
    for _ in range(30):
        template = chance.choice((email, sms))
        lanes.key = chance.choice((keys[0], *keys))
        body = make_up_body(chance, body_of(template))
        environ = make_up_headers(chance, lanes.key)
        request = {"body": body, "channel": template.channel, **environ}
        before = Notification.objects.count()

        said = [call(**request) for call in (lanes.view, lanes.fast)]

        assert said[0].without_chance() == said[1].without_chance(), request
        assert said[0].status[0] in "24", request
        rows = stored()[before:]
        assert rows[:1] == rows[1:], request
        met.add(said[0].status[:3])
    assert {"201", "400"} <= met

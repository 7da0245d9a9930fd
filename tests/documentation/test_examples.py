"""Every example of the documentation is run as it is printed, against a running server."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from bench.product import free_port
from notify.delivery.callbacks import signature_headers
from notify.documentation.markdown import EXAMPLES, LANGUAGES
from tests.clients.server import ROOT
from tests.clients.test_node_client import find_node
from tests.documentation.conftest import Documented

# The mark makes pytest-django create the database that the server gets a copy of.
pytestmark = [pytest.mark.clients, pytest.mark.django_db]

IDENTIFIER = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u"
OTHER_SECRET = "whsec_bm90IHRoZSBzZWNyZXQ="
START_SECONDS = 120
# What each example prints, in whichever language, when all goes well.
PRINTS = {
    "templates": "Appointment reminder",
    "send-email": IDENTIFIER,
    "send-text": IDENTIFIER,
    "schedule": r"\d{4}-\d{2}-\d{2}T",
    "preview": "Your appointment on June 3",
    "language": "Votre rendez-vous",
    "file-attach": IDENTIFIER,
    "file-link": r"/d/[\w-]+/[\w-]+\?key=",
    "file-gov-uk": r"/d/[\w-]+/[\w-]+\?key=",
    "list-send": IDENTIFIER,
    "list-follow": "scheduled.*rows_stored",
    "list-stop": "cancelled",
    "status": "delivered",
    "failures": "came-back",
    "retry": IDENTIFIER,
    "errors": r"400.*template_id is not a valid UUID",
    "sandbox": "Ana",
}


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT")


def command(file: Path) -> list[str]:
    if file.suffix == ".py":
        return [sys.executable, str(file)]
    if file.suffix == ".mjs":  # as text, so that modules are looked for where Node runs
        return [find_node(), "--input-type=module", "-e", file.read_text()]
    return ["bash", "-euo", "pipefail", str(file)]


def run(file: Path, environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        command(file),
        cwd=ROOT if file.suffix == ".mjs" else folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.fixture
def job(documented: Documented) -> str:
    """A list that waits for tomorrow."""
    answer = requests.post(
        f"{documented.address}/v2/notifications/bulk",
        json={
            "name": "June 3",
            "template_id": documented.environment["BILINGUAL_TEMPLATE_ID"],
            "rows": [["email address", "name"], ["ana@example.ca", "Ana"]],
            "scheduled_for": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
        },
        headers={"Authorization": f"ApiKey-v1 {documented.environment['NOTIFY_API_KEY']}"},
        timeout=60,
    )
    return str(answer.json()["data"]["id"])


@pytest.mark.parametrize("suffix", LANGUAGES)
@pytest.mark.parametrize("name", PRINTS)
def test_the_example_works(
    name: str, suffix: str, documented: Documented, job: str, tmp_path: Path
) -> None:
    earliest = tomorrow()

    printed = run(EXAMPLES / f"{name}{suffix}", documented.environment | {"JOB_ID": job}, tmp_path)

    assert re.search(PRINTS[name], printed, re.DOTALL), printed
    assert name == "errors" or '"status_code"' not in printed
    assert name != "schedule" or any(day in printed for day in (earliest, tomorrow()))


def test_every_example_is_run() -> None:
    files = {file.name for file in EXAMPLES.iterdir() if file.suffix in LANGUAGES}

    assert files == {f"{name}{suffix}" for name in [*PRINTS, "verify"] for suffix in LANGUAGES}


# ---- callbacks ---------------------------------------------------------------------------------

BODY = json.dumps({"reference": "file-2026-118", "status": "delivered"}).encode()


@pytest.fixture(params=[".py", ".mjs"])
def receiver(request: pytest.FixtureRequest) -> Iterator[str]:
    """The example's receiver, running."""
    port = free_port()
    process = subprocess.Popen(
        command(EXAMPLES / f"verify{request.param}"),
        cwd=ROOT,
        env=os.environ | {"CALLBACK_SECRET": SECRET, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + START_SECONDS
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert process.poll() is None, "the receiver has stopped"
        assert time.monotonic() < deadline, "the receiver does not listen"
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=START_SECONDS)


def status_of(receiver: str, headers: dict[str, str], body: bytes = BODY) -> int:
    return requests.post(receiver, data=body, headers=headers, timeout=60).status_code


def test_the_receiver_takes_what_we_sign_and_nothing_else(receiver: str) -> None:
    signed = signature_headers(str(uuid4()), BODY, SECRET)
    old = signed | {"Webhook-Timestamp": str(int(signed["Webhook-Timestamp"]) - 400)}
    forged = signature_headers(str(uuid4()), BODY, OTHER_SECRET)
    rotated = signature_headers(str(uuid4()), BODY, OTHER_SECRET, SECRET)

    assert status_of(receiver, signed) == 204
    assert status_of(receiver, rotated) == 204
    assert status_of(receiver, signed, BODY + b" ") == 403
    assert status_of(receiver, old) == 403
    assert status_of(receiver, forged) == 403
    assert status_of(receiver, {}) == 403


@pytest.mark.parametrize(
    ("body", "secrets", "verdict"),
    [
        (BODY, [SECRET], "genuine"),
        (BODY, [OTHER_SECRET, SECRET], "genuine"),
        (b"{}", [SECRET], "forged"),
        (BODY, [OTHER_SECRET], "forged"),
    ],
)
def test_the_shell_tells_a_genuine_body(
    body: bytes, secrets: list[str], verdict: str, tmp_path: Path
) -> None:
    signed: dict[str, Any] = signature_headers(str(uuid4()), BODY, *secrets)
    environment = {name.upper().replace("-", "_"): value for name, value in signed.items()} | {
        "CALLBACK_SECRET": SECRET,
        "BODY": body.decode(),
    }

    assert run(EXAMPLES / "verify.sh", environment, tmp_path).strip() == verdict

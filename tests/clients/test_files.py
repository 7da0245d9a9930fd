"""Files through the official client and a real web server: up as base64, down as a stream."""

import io
from urllib.parse import urlsplit

import pytest
import requests
from notifications_python_client.notifications import NotificationsAPIClient
from notifications_python_client.utils import prepare_upload

from tests.clients.conftest import Running

# The mark makes pytest-django create the database that the server gets a copy of.
pytestmark = [pytest.mark.clients, pytest.mark.django_db]

CONTENT = b"name,state\r\n" + b"Ana,approved\r\n" * 100_000


def link(running: Running, file: dict[str, object]) -> str:
    """Send a file; return where the server has it."""
    client = NotificationsAPIClient(running.key, base_url=running.address)
    answer = client.send_email_notification("ana@example.ca", running.email, {"name": file})
    url = urlsplit(next(word for word in answer["content"]["body"].split() if "/d/" in word))
    return f"{running.address}{url.path}?{url.query}"


def prepared(**fields: object) -> dict[str, object]:
    file: dict[str, object] = prepare_upload(io.BytesIO(CONTENT), filename="list.csv", **fields)
    return file


def test_a_file_comes_back_as_it_was(running: Running) -> None:
    answer = requests.get(link(running, prepared() | {"sending_method": "link"}), timeout=60)

    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert "Set-Cookie" not in answer.headers


def test_a_prepared_file_asks_for_the_address(running: Running) -> None:
    address = link(running, prepared(retention_period="2 weeks"))

    page = requests.get(address, timeout=60)
    stranger = requests.post(address, {"email_address": "bea@example.ca"}, timeout=60)
    reader = requests.post(address, {"email_address": "Ana@example.ca"}, timeout=60)

    assert (page.status_code, stranger.status_code, reader.status_code) == (200, 403, 200)
    assert "list.csv" in page.text
    assert reader.content == CONTENT


def test_an_address_with_a_wrong_key_is_not_found(running: Running) -> None:
    address = link(running, prepared() | {"sending_method": "link"})
    start, _, key = address.partition("key=")
    other = key[42::-1]

    answer = requests.get(f"{start}key={other[1:]}A", timeout=60)

    assert answer.status_code == 404
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"

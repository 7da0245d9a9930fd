"""Personal data goes through every path of the running product; none is readable afterwards.

Looked at: everything the processes log, every command that the broker is given, and every row of
every table, as text and in hexadecimal.
"""

import threading
from collections.abc import Iterator

import pytest
import redis
import requests

from bench.product import Product, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

ADDRESS = "canary.address@zanzibar.example"
NUMBER = "+16132530177"
VALUE = "canary-value-8361"
CANARIES = ("canary.address", "zanzibar.example", "2530177", "canary-value-8361")
BAD_BODIES = (
    b'{"email_address": "canary.address@zanzibar.example", "personalisation": {"name": "canary',
    b'{"email_address": "canary.address@zanzibar.example\\u0000"}',
    b'{"email_address": ["canary.address@zanzibar.example"], "template_id": 5}',
    b'[["canary.address@zanzibar.example"]]',
)


class Eavesdropper:
    """Writes down every command that the broker is given."""

    def __init__(self, client: redis.Redis) -> None:
        self.heard: list[str] = []
        self._client = client  # closes its connections when it is collected
        self._monitor = client.monitor()
        self._monitor.__enter__()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:  # raw lines: the library cannot read what a script runs
                self.heard.append(str(self._monitor.connection.read_response()))
        except (redis.RedisError, ValueError, OSError):
            return

    def close(self) -> None:
        self._monitor.connection.disconnect()


@pytest.fixture(scope="module")
def traffic(product: Product) -> Iterator[list[str]]:
    """Send canaries down every path; yield what the broker heard meanwhile."""
    ear = Eavesdropper(product.valkey())
    template = product.demo["templates"]
    values = {"name": VALUE, "date": VALUE, "code": VALUE}
    ids = []
    for kind in ("live", "test"):
        for channel, recipient in (("email", ADDRESS), ("sms", NUMBER)):
            field = "email_address" if channel == "email" else "phone_number"
            body = {field: recipient, "template_id": template[channel], "personalisation": values}
            answer = requests.post(
                f"{product.url}/v2/notifications/{channel}",
                json=body,
                headers=product.key(kind),
                timeout=10,
            )
            ids.append(answer.json()["id"])
    _go_wrong(product, values)
    product.wait_until_delivered(ids)
    yield ear.heard
    ear.close()


def _go_wrong(product: Product, values: dict[str, str]) -> None:
    """Everything that ends in an error: bad bodies, refused recipients, reads of nothing."""
    email = f"{product.url}/v2/notifications/email"
    for body in BAD_BODIES:
        headers = {**product.key(), "Content-Type": "application/json"}
        assert requests.post(email, data=body, headers=headers, timeout=10).status_code == 400
    refused = {
        "email_address": ADDRESS,
        "template_id": product.demo["templates"]["email"],
        "personalisation": values,
    }
    assert (
        requests.post(email, json=refused, headers=product.key("team"), timeout=10).status_code
        == 400
    )
    for path in (f"/v2/notifications?reference={ADDRESS}", f"/sandbox/messages.json?to={ADDRESS}"):
        assert requests.get(product.url + path, headers=product.key(), timeout=10).ok
    requests.get(f"{product.url}/nowhere/{ADDRESS}", timeout=10)


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def test_nothing_personal_is_logged(product: Product, traffic: list[str]) -> None:
    assert found_in(product.log.read_text(errors="replace")) == []
    for log in (product.folder / "data").glob("*.log"):
        assert found_in(log.read_text(errors="replace")) == []


def test_nothing_personal_is_in_the_broker(product: Product, traffic: list[str]) -> None:
    wait_for(lambda: any("notify:wake" in command for command in traffic), 10, "a wake-up is heard")

    assert found_in("\n".join(traffic)) == []


def test_nothing_personal_is_readable_in_the_database(product: Product, traffic: list[str]) -> None:
    with product.database() as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        rows = 0
        for (table,) in tables:
            for (text,) in connection.execute(f'SELECT t::text FROM "{table}" t').fetchall():
                rows += 1
                assert found_in(text) == [], table
                for canary in CANARIES:
                    assert canary.encode().hex() not in text, table
    assert rows > 20

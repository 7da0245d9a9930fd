"""Personal data goes through every path of the running product; none is readable afterwards.

Looked at: everything the processes log, every command that the broker is given, and every row of
every table, as text, as bytes and in hexadecimal.
"""

import base64
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import redis
import requests

from bench.product import Product, wait_for
from bench.routes import add_provider, use_only
from tests.delivery.receipt_events import bounce, ses_event
from tests.faults.canary_paths import receive_a_text, send_from_the_portal
from tests.faults.conftest import Receipts

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

ADDRESS = "canary.address@zanzibar.example"
NUMBER = "+16132530177"
VALUE = "canary-value-8361"
CANARIES = (
    *("canary.address", "zanzibar.example", "canary-value-8361", "canary-token-4471"),
    "6132530177",  # all ten digits: fewer turn up by chance in what is encrypted or an id
)
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


# A callback whose endpoint is away, and emails that can be unsubscribed from with one click.
SET_UP = """
from notify.message_templates.models import Template
from notify.services.callbacks import set_callback
from notify.services.models import Service
service = Service.objects.get(pk="{service}")
set_callback(service, "delivery_status", "http://127.0.0.1:9/hook", "canary-token-4471")
Template.objects.filter(service=service, channel="email").update(one_click_unsubscribe=True)
"""
LINK = """
from notify.delivery.models import SandboxMessage
from notify.delivery.sandbox import open_message
row = SandboxMessage.objects.get(notification_id="{message}")
print(open_message(row)["headers"]["List-Unsubscribe"])
"""


@pytest.fixture(scope="module")
def traffic(product: Product, receipts: Receipts) -> Iterator[list[str]]:
    """Send canaries down every path; yield what the broker heard meanwhile."""
    product.manage("shell", "-c", SET_UP.format(service=product.demo["service_id"]))
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
                timeout=60,
            )
            ids.append(answer.json()["id"])
    _go_wrong(product, values)
    ids.append(_send_a_file(product, values))
    ids.append(send_from_the_portal(product, ADDRESS, VALUE))
    receive_a_text(product, receipts, NUMBER, VALUE)
    job_id = _send_a_list(product)
    product.wait_until_delivered(ids)
    _unsubscribe(product, ids[0])
    _tell(product, receipts, ids[0])
    wait_for(lambda: _is_finished(product, job_id), 120, "the list is stored")
    yield ear.heard
    ear.close()


def _send_a_file(product: Product, values: dict[str, str]) -> str:
    content = base64.b64encode(f"A letter for {ADDRESS}: {VALUE}".encode()).decode()
    document = {"file": content, "filename": f"{VALUE}.txt", "sending_method": "attach"}
    more = {"personalisation": {**values, "document": document}, "reference": "no one"}
    return str(product.send("email", ADDRESS, **more))


def _send_a_list(product: Product) -> str:
    rows = [["email address", "name", "date"], *[[ADDRESS, VALUE, VALUE]] * 20]
    body = {"name": "a list", "template_id": product.demo["templates"]["email"], "rows": rows}
    answer = requests.post(
        f"{product.url}/v2/notifications/bulk", json=body, headers=product.key(), timeout=60
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["data"]["id"])


def _is_finished(product: Product, job_id: str) -> bool:
    answer = requests.get(f"{product.url}/v2/jobs/{job_id}", headers=product.key(), timeout=60)
    return bool(answer.json()["data"]["job_status"] == "finished")


def _unsubscribe(product: Product, message: str) -> None:
    link = product.manage("shell", "-c", LINK.format(message=message)).strip().splitlines()[-1]
    path = urlsplit(link.strip("<>")).path
    answer = requests.post(product.url + path, data={"List-Unsubscribe": "One-Click"}, timeout=60)
    assert answer.status_code == 200, answer.text
    assert requests.post(product.url + path[:-4] + "AAAA", timeout=60).status_code >= 400


def _tell(product: Product, receipts: Receipts, message: str) -> None:
    """Receipts that name people: a bounce, a complaint, one of nobody's, and rubbish."""
    add_provider(
        product,
        "canary-receipts",
        kind="ses",
        channel="email",
        url="http://127.0.0.1:9",
        priority=9,
        receipts_queue_url=receipts.email.url,
    )
    use_only(product, {"email": ["sandbox-email"]})
    person = [{"emailAddress": ADDRESS, "diagnosticCode": f"550 5.1.1 {ADDRESS} is unknown"}]
    events = [
        bounce(message) | {"bounce": {"bouncedRecipients": person, "bounceType": "Permanent"}},
        ses_event(message, "Complaint", complainedRecipients=person),
        ses_event(None, "Bounce", bouncedRecipients=person, bounceType="Permanent"),
    ]
    for event in events:
        event["mail"]["destination"] = [ADDRESS]
    receipts.email.put(*events, f"rubbish about {ADDRESS}", {"eventType": ADDRESS})
    wait_for(receipts.email.is_empty, 90, "every receipt is taken")
    with product.database() as connection:
        connection.execute("DELETE FROM delivery_provider WHERE name = 'canary-receipts'")


def _go_wrong(product: Product, values: dict[str, str]) -> None:
    """Everything that ends in an error: bad bodies, refused recipients, reads of nothing."""
    email = f"{product.url}/v2/notifications/email"
    for body in BAD_BODIES:
        headers = {**product.key(), "Content-Type": "application/json"}
        assert requests.post(email, data=body, headers=headers, timeout=60).status_code == 400
    refused = {
        "email_address": ADDRESS,
        "template_id": product.demo["templates"]["email"],
        "personalisation": values,
    }
    assert (
        requests.post(email, json=refused, headers=product.key("team"), timeout=60).status_code
        == 400
    )
    for path in (f"/v2/notifications?reference={ADDRESS}", f"/sandbox/messages.json?to={ADDRESS}"):
        assert requests.get(product.url + path, headers=product.key(), timeout=60).ok
    requests.get(f"{product.url}/nowhere/{ADDRESS}", timeout=60)


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def readable_in(value: object) -> list[str]:
    """Look at the bytes themselves: their hexadecimal has digits that a number has by chance."""
    if isinstance(value, bytes):
        return found_in(value.decode("latin-1"))
    text = str(value)
    return found_in(text) + [each for each in CANARIES if each.encode().hex() in text]


def test_nothing_personal_is_logged(product: Product, traffic: list[str]) -> None:
    assert found_in(product.log.read_text(errors="replace")) == []
    stored = [path for path in (product.folder / "data" / "files").rglob("*") if path.is_file()]
    assert stored  # a file is kept, and nobody can read it
    for path in stored:
        assert found_in(path.read_bytes().decode("latin-1")) == []
    for log in (product.folder / "data").glob("*.log"):
        assert found_in(log.read_text(errors="replace")) == []


def test_nothing_personal_is_in_the_broker(product: Product, traffic: list[str]) -> None:
    wait_for(lambda: any("notify:wake" in command for command in traffic), 60, "a wake-up is heard")

    assert found_in("\n".join(traffic)) == []


def test_nothing_personal_is_readable_in_the_database(product: Product, traffic: list[str]) -> None:
    with product.database() as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        rows = 0
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():
                rows += 1
                for value in row:
                    assert readable_in(value) == [], table
    assert rows > 20

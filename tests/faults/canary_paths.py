"""Paths of personal data that begin elsewhere than at the API's sends."""

import re

import requests

from bench.product import Product, wait_for
from bench.routes import add_provider, use_only
from tests.faults.conftest import Receipts

OUR_NUMBER = "+16132530100"
SIGN_IN = """
from notify.accounts.models import User
from tests.portal.people import sign_in
print(sign_in(User.objects.get(email="{email}")).cookies["sessionid"].value)
"""
OWN_THE_NUMBER = """
from notify.services.callbacks import set_callback
from notify.services.models import Service, SmsSender
service = Service.objects.get(pk="{service}")
SmsSender.objects.get_or_create(service=service, sender="{number}")
set_callback(service, "inbound_sms", "http://127.0.0.1:9/texts", "canary-token-4471")
"""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def send_from_the_portal(product: Product, recipient: str, value: str) -> str:
    """Write to one person as a member of the team does; return the message's id."""
    owner = product.demo["users"][0]["email"]
    browser = requests.Session()
    browser.cookies["sessionid"] = last_line(
        product.manage("shell", "-c", SIGN_IN.format(email=owner))
    )
    service, template = product.demo["service_id"], product.demo["templates"]["email"]
    form = f"{product.url}/services/{service}/templates/{template}/send"
    written = {"recipient": recipient, "value-0": value, "value-1": value}
    preview = submit(browser, form, {**written, "csrfmiddlewaretoken": token_of(browser, form)})
    assert value in preview.text
    (version,) = VERSION.findall(preview.text)[:1]
    sent = submit(
        browser,
        preview.url,
        {
            "version": version,
            "when": "now",
            "csrfmiddlewaretoken": token_of(browser, preview.url),
        },
    )
    assert recipient in sent.text
    with product.database() as connection:
        rows = connection.execute(
            "SELECT id::text FROM notifications_notification "
            "WHERE created_by_id IS NOT NULL ORDER BY id DESC LIMIT 1"
        ).fetchall()
    return str(rows[0][0])


def token_of(browser: requests.Session, page: str) -> str:
    return TOKEN.findall(browser.get(page, timeout=60).text)[0]


def submit(browser: requests.Session, page: str, fields: dict[str, str]) -> requests.Response:
    answer = browser.post(page, data=fields, headers={"Referer": page}, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer


def receive_a_text(product: Product, receipts: Receipts, sender: str, content: str) -> None:
    """Let a person write to a number of the service, which an endpoint that is away hears of."""
    service = product.demo["service_id"]
    script = OWN_THE_NUMBER.format(service=service, number=OUR_NUMBER)
    product.manage("shell", "-c", script)
    add_provider(
        product,
        "canary-texts",
        kind="sms_voice",
        channel="sms",
        url="http://127.0.0.1:9",
        priority=9,
        receipts_queue_url=receipts.sms.url,
    )
    use_only(product, {"sms": ["sandbox-sms"]})
    text = {
        "originationNumber": sender,
        "destinationNumber": OUR_NUMBER,
        "messageBody": content,
        "inboundMessageId": "canary-inbound",
        "previousPublishedMessageId": "",
    }
    receipts.sms.put(text, {**text, "messageBody": [content]})
    wait_for(lambda: content in texts_of(product), 90, "the text is kept and can be read")
    wait_for(receipts.sms.is_empty, 90, "the other text is taken too")
    with product.database() as connection:
        connection.execute("DELETE FROM delivery_provider WHERE name = 'canary-texts'")


def texts_of(product: Product) -> list[str]:
    answer = requests.get(
        f"{product.url}/v2/received-text-messages", headers=product.key(), timeout=60
    )
    return [text["content"] for text in answer.json()["received_text_messages"]]

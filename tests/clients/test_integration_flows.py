"""The flows of the official clients' own integration suites, and the shapes that they require."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from notifications_python_client.notifications import NotificationsAPIClient

from tests.clients import shapes
from tests.clients.conftest import Running
from tests.clients.test_node_client import results

__all__ = ["results"]
pytestmark = [pytest.mark.clients, pytest.mark.django_db]


def check(answer: Any, schema: shapes.Schema) -> Any:
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer)
    return answer


@pytest.fixture
def client(running: Running) -> NotificationsAPIClient:
    return NotificationsAPIClient(running.key, base_url=running.address)


@pytest.mark.parametrize("reply_to", [False, True])
def test_python_sends_and_reads_an_email(
    client: NotificationsAPIClient, running: Running, reply_to: bool
) -> None:
    sent = client.send_email_notification(
        email_address="ana@example.ca",
        template_id=running.email,
        personalisation={"name": "Foo"},
        email_reply_to_id=running.reply_to if reply_to else None,
    )
    read = client.get_notification_by_id(sent["id"])

    check(sent, shapes.SENT_EMAIL)
    check(read, shapes.NOTIFICATION)
    assert sent["content"]["body"] == read["body"] == "Hello Foo\r\n\r\nBye"
    assert sent["content"]["subject"] == read["subject"] == "Hi Foo"
    assert sent["reference"] is None


@pytest.mark.parametrize("sender", [False, True])
def test_python_sends_and_reads_a_text(
    client: NotificationsAPIClient, running: Running, sender: bool
) -> None:
    sent = client.send_sms_notification(
        phone_number="+16135550199",
        template_id=running.sms,
        personalisation={"code": "Foo"},
        sms_sender_id=running.sender if sender else None,
    )
    read = client.get_notification_by_id(sent["id"])

    check(sent, shapes.SENT_TEXT)
    check(read, shapes.NOTIFICATION)
    assert sent["content"]["body"] == read["body"] == "Your code is Foo."


def test_python_lists_messages(client: NotificationsAPIClient) -> None:
    page = check(client.get_all_notifications(), shapes.NOTIFICATIONS)
    first = next(client.get_all_notifications_iterator())

    assert first["id"] == page["notifications"][0]["id"]


def test_python_reads_and_previews_templates(
    client: NotificationsAPIClient, running: Running
) -> None:
    for identifier, values in ((running.email, {"name": "Foo"}), (running.sms, {"code": "Foo"})):
        template = check(client.get_template(identifier), shapes.TEMPLATE)
        version = check(client.get_template_version(identifier, 1), shapes.TEMPLATE)
        preview = check(client.post_template_preview(identifier, values), shapes.PREVIEW)
        assert version["version"] == 1
        assert (template["subject"] is None) == (template["type"] == "sms")
        assert "Foo" in preview["body"]
    for kind in (None, "sms", "email", "letter"):
        check(client.get_all_templates(template_type=kind), shapes.TEMPLATES)


def test_python_reads_received_texts(client: NotificationsAPIClient) -> None:
    page = check(client.get_received_texts(), shapes.RECEIVED_TEXTS)
    (first, *_) = client.get_received_texts_iterator()

    assert page["received_text_messages"][0] == first


@pytest.mark.parametrize(
    ("call", "status", "schema"),
    [
        ("email", 201, shapes.SENT_EMAIL),
        ("sms", 201, shapes.SENT_TEXT),
        ("one", 200, shapes.NOTIFICATION),
        ("smsOne", 200, shapes.NOTIFICATION),
        ("everyList", 200, shapes.NOTIFICATIONS),
        ("template", 200, shapes.TEMPLATE),
        ("smsTemplate", 200, shapes.TEMPLATE),
        ("version", 200, shapes.TEMPLATE),
        ("everyTemplate", 200, shapes.TEMPLATES),
        ("templates", 200, shapes.TEMPLATES),
        ("emailTemplates", 200, shapes.TEMPLATES),
        ("letterTemplates", 200, shapes.TEMPLATES),
        ("preview", 200, shapes.PREVIEW),
        ("smsPreview", 200, shapes.PREVIEW),
        ("received", 200, shapes.RECEIVED_TEXTS),
    ],
)
def test_node_gets_what_it_requires(
    results: Any, call: str, status: int, schema: shapes.Schema
) -> None:
    assert results[call]["status"] == status
    check(results[call]["data"], schema)

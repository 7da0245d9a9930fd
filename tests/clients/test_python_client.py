"""The official Python client (GOV.UK's), unmodified, against a running server."""

import io
import itertools
import uuid
from typing import Any

import pytest
from notifications_python_client.errors import HTTP503Error, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from notifications_python_client.utils import prepare_upload

from tests.clients.conftest import MANY, Running

# The mark makes pytest-django create the database that the server gets a copy of.
pytestmark = [pytest.mark.clients, pytest.mark.django_db]


@pytest.fixture(params=["", "/"], ids=["address", "address-with-slash"])
def client(running: Running, request: pytest.FixtureRequest) -> NotificationsAPIClient:
    return NotificationsAPIClient(running.key, base_url=running.address + request.param)


def test_an_email_is_sent_and_read(client: NotificationsAPIClient, running: Running) -> None:
    sent = client.send_email_notification(
        "ana@example.ca",
        running.email,
        personalisation={"name": "Zoé"},
        reference="r-1",
        email_reply_to_id=running.reply_to,
        one_click_unsubscribe_url="https://example.ca/stop",
        sanitise_content_for=["name"],
    )
    read = client.get_notification_by_id(sent["id"])

    assert sent["content"]["body"] == "Hello Zoé\r\n\r\nBye"
    assert sent["content"]["subject"] == "Hi Zoé"
    assert sent["content"]["one_click_unsubscribe_url"] == "https://example.ca/stop"
    assert sent["sanitised_content"] == {}
    assert sent["reference"] == "r-1"
    assert sent["uri"] == f"{running.address}/v2/notifications/{sent['id']}"
    assert sent["template"]["version"] == 2
    assert (read["email_address"], read["body"]) == ("ana@example.ca", sent["content"]["body"])
    assert (read["type"], read["phone_number"]) == ("email", None)


def test_a_text_is_sent_and_read(client: NotificationsAPIClient, running: Running) -> None:
    sent = client.send_sms_notification(
        "+16135550199", running.sms, {"code": {1}}, reference="r", sms_sender_id=running.sender
    )
    read = client.get_notification_by_id(sent["id"])

    assert sent["content"] == {"from_number": "PASSPORT", "body": "Your code is 1."}
    assert (read["phone_number"], read["subject"]) == ("+16135550199", None)


def test_messages_are_listed_and_filtered(client: NotificationsAPIClient, running: Running) -> None:
    reference = str(uuid.uuid4())
    sent = client.send_sms_notification("+16135550199", running.sms, {"code": 1}, reference)

    by_reference = client.get_all_notifications(reference=reference)
    by_status = client.get_all_notifications(status=["delivered", "failed"], template_type="email")

    assert [item["id"] for item in by_reference["notifications"]] == [sent["id"]]
    assert by_reference["notifications"][0]["status"] == "created"
    assert {item["status"] for item in by_status["notifications"]} == {"delivered"}
    assert client.get_all_notifications(include_jobs=True)["notifications"]


@pytest.mark.parametrize("kind", ["many", "uuid"])
def test_iterating_reaches_every_message_once(
    client: NotificationsAPIClient, running: Running, kind: str
) -> None:
    """A reference that is a UUID must not be taken for the id to page from."""
    reference = "many" if kind == "many" else str(uuid.uuid4())
    expected = running.many[::-1]
    if kind == "uuid":
        sent = client.send_email_notification(
            "a@example.ca", running.email, {"name": "x"}, reference
        )
        expected = [sent["id"]]

    pages = client.get_all_notifications_iterator(reference=reference)
    found = [item["id"] for item in itertools.islice(pages, MANY * 3)]

    assert found == expected


def test_templates_are_read(client: NotificationsAPIClient, running: Running) -> None:
    now = client.get_template(running.email)
    first = client.get_template_version(running.email, 1)
    every = client.get_all_templates()["templates"]

    assert (now["name"], now["version"]) == ("Greeting", 2)
    assert (first["name"], first["version"]) == ("Decision", 1)
    assert now["personalisation"] == {"name": {"required": True}}
    assert {each["type"] for each in every} == {"email", "sms"}
    assert {each["type"] for each in client.get_all_templates("sms")["templates"]} == {"sms"}


def test_a_template_is_previewed(client: NotificationsAPIClient, running: Running) -> None:
    preview = client.post_template_preview(running.email, {"name": "Ana"})

    assert (preview["subject"], preview["body"]) == ("Hi Ana", "Hello Ana\r\n\r\nBye")
    assert preview["html"].startswith("<p ")


def test_received_texts_are_listed(client: NotificationsAPIClient, running: Running) -> None:
    newest_first = running.received[::-1]

    page = client.get_received_texts()["received_text_messages"]
    older = client.get_received_texts(newest_first[0])
    every = list(client.get_received_texts_iterator())

    assert [text["id"] for text in page] == newest_first
    assert [text["id"] for text in older["received_text_messages"]] == newest_first[1:]
    assert [text["id"] for text in every] == newest_first
    assert client.get_received_texts(str(uuid.uuid4()))["received_text_messages"] == []


def failure(call: Any, *args: Any) -> tuple[int, Any]:
    with pytest.raises(HTTPError) as caught:
        call(*args)
    return caught.value.status_code, caught.value.message


def test_refusals_become_the_clients_errors(
    client: NotificationsAPIClient, running: Running
) -> None:
    unknown = str(uuid.uuid4())

    assert failure(client.send_email_notification, "a@example.ca", running.email) == (
        400,
        [
            {
                "error": "BadRequestError",
                "message": f"Missing personalisation for template ID {running.email}: name",
            }
        ],
    )
    assert failure(client.send_sms_notification, "x", running.sms) == (
        400,
        [
            {
                "error": "ValidationError",
                "message": "phone_number Not a valid international number",
            }
        ],
    )
    assert failure(client.get_notification_by_id, unknown) == (
        404,
        "Notification not found in database",
    )
    assert failure(client.get_template, unknown) == (
        404,
        [{"error": "NoResultFound", "message": "No result found"}],
    )
    assert failure(client.get_all_template_versions, running.email) == (
        401,
        {"token": ["Unauthorized, admin authentication token required"]},
    )
    assert failure(client.get_pdf_for_letter, running.many[0]) == (
        400,
        [{"error": "BadRequestError", "message": "Notification is not a letter"}],
    )
    assert failure(client.send_letter_notification, running.email, {"a": 1}) == (
        400,
        [{"error": "BadRequestError", "message": "Service is not allowed to send letters"}],
    )
    assert failure(client.send_precompiled_letter_notification, "r", io.BytesIO(b"%PDF")) == (
        400,
        [{"error": "BadRequestError", "message": "Service is not allowed to send letters"}],
    )


def test_a_revoked_and_an_unknown_key_are_refused(running: Running) -> None:
    unknown = running.key[:-36] + str(uuid.uuid4())

    for key, words in [
        (running.revoked_key, "Invalid token: API key revoked"),
        (unknown, "Invalid token: signature, api token not found"),
    ]:
        client = NotificationsAPIClient(key, base_url=running.address)
        assert failure(client.get_all_templates) == (
            403,
            [{"error": "AuthError", "message": words}],
        )


def test_a_team_key_is_told_why_a_stranger_is_refused(running: Running) -> None:
    client = NotificationsAPIClient(running.team_key, base_url=running.address)

    status, errors = failure(
        client.send_email_notification, "a@example.ca", running.email, {"name": "x"}
    )

    assert status == 400
    assert errors[0]["message"].startswith("Can\u2019t send to this recipient using a team-only")


def test_each_key_lists_its_own_kind(running: Running) -> None:
    test = NotificationsAPIClient(running.test_key, base_url=running.address)
    live = NotificationsAPIClient(running.key, base_url=running.address)

    sent = test.send_email_notification("t@example.ca", running.email, {"name": "x"}, "kind")

    assert [n["id"] for n in test.get_all_notifications(reference="kind")["notifications"]] == [
        sent["id"]
    ]
    assert live.get_all_notifications(reference="kind")["notifications"] == []
    assert live.get_notification_by_id(sent["id"])["id"] == sent["id"]


def test_a_prepared_file_reaches_the_checks_of_files(
    client: NotificationsAPIClient, running: Running
) -> None:
    file = prepare_upload(io.BytesIO(b"a,b\n1,2\n"), filename="a.csv")
    file["file"] = "not base64"

    status, errors = failure(
        client.send_email_notification, "a@example.ca", running.email, {"name": file}
    )

    assert status == 400
    assert errors[0]["message"].endswith(": Error decoding base64 field")


def test_a_server_that_is_gone_is_a_503(running: Running) -> None:
    client = NotificationsAPIClient(running.key, base_url="http://127.0.0.1:9")

    with pytest.raises(HTTP503Error):
        client.get_all_templates()

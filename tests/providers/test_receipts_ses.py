"""What each event of SES means."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from notify.providers.receipts import UnreadableReceipt
from notify.providers.receipts_ses import read_ses_event
from tests.providers.messages import ID

REFERENCE = "0100000000000000-11111111-2222-3333-4444-555555555555-000000"
MAIL: dict[str, Any] = {
    "timestamp": "2026-11-20T15:00:00.000Z",
    "messageId": REFERENCE,
    "destination": ["zoe.tremblay@example.gc.ca"],
    "headers": [{"name": "X-Notify-Id", "value": str(ID)}],
    "tags": {"ses:configuration-set": ["receipts"], "notify-id": [str(ID)]},
}
SES_LIST = "The email address is on our email provider suppression list"
OUR_LIST = "The email address is on the GC Notify suppression list"
ATTACHMENTS = "The email was rejected because of its attachments"


def event(kind: str, part: str, **details: Any) -> dict[str, Any]:
    details = {"timestamp": "2026-11-20T15:00:02.500Z"} | details
    return {"eventType": kind, "mail": copy.deepcopy(MAIL), part: details}


def bounce(kind: str, subtype: str) -> dict[str, Any]:
    details = {"bounceType": kind, "bounceSubType": subtype, "feedbackId": "feedback-1"}
    recipient = {
        "emailAddress": "zoe.tremblay@example.gc.ca",
        "diagnosticCode": "smtp; 550 zoe.tremblay@example.gc.ca unknown",
    }
    return event("Bounce", "bounce", **details, bouncedRecipients=[recipient])


@pytest.mark.parametrize(
    ("kind", "subtype", "status", "feedback", "response"),
    [
        ("Permanent", "General", "permanent-failure", "hard-bounce/general", None),
        ("Permanent", "NoEmail", "permanent-failure", "hard-bounce/no-email", None),
        ("Permanent", "Suppressed", "permanent-failure", "hard-bounce/suppressed", SES_LIST),
        (
            "Permanent",
            "OnAccountSuppressionList",
            "permanent-failure",
            "hard-bounce/on-account-suppression-list",
            OUR_LIST,
        ),
        ("Permanent", "NewSince2026", "permanent-failure", "hard-bounce/general", None),
        ("Transient", "General", "temporary-failure", "soft-bounce/general", None),
        ("Transient", "MailboxFull", "temporary-failure", "soft-bounce/mailbox-full", None),
        (
            "Transient",
            "MessageTooLarge",
            "temporary-failure",
            "soft-bounce/message-too-large",
            None,
        ),
        ("Transient", "ContentRejected", "temporary-failure", "soft-bounce/content-rejected", None),
        (
            "Transient",
            "AttachmentRejected",
            "temporary-failure",
            "soft-bounce/attachment-rejected",
            ATTACHMENTS,
        ),
        ("Transient", "NewSince2026", "temporary-failure", "soft-bounce/general", None),
        ("Undetermined", "Undetermined", "temporary-failure", "soft-bounce/general", None),
        (
            "Odd",
            "General",
            "temporary-failure",
            "unknown-bounce/unknown-bounce-subtype",
            None,
        ),
    ],
)
def test_bounce(kind: str, subtype: str, status: str, feedback: str, response: str | None) -> None:
    receipt = read_ses_event(bounce(kind, subtype))

    assert receipt.status == status
    assert f"{receipt.feedback_type}/{receipt.feedback_subtype}" == feedback
    assert receipt.provider_response == response
    assert not receipt.recipient_complaint


def test_delivery() -> None:
    receipt = read_ses_event(event("Delivery", "delivery", smtpResponse="250 ok"))

    assert receipt.status == "delivered"
    assert receipt.provider_response is None
    assert receipt.provider == "ses"
    assert receipt.reference == REFERENCE
    assert receipt.notification_id == ID
    assert receipt.occurred_at == datetime(2026, 11, 20, 15, 0, 2, 500_000, UTC)


def test_complaint_changes_no_status() -> None:
    receipt = read_ses_event(event("Complaint", "complaint", complaintFeedbackType="abuse"))

    assert receipt.status is None
    assert receipt.recipient_complaint
    assert (receipt.feedback_type, receipt.feedback_subtype) == ("complaint", "abuse")


def test_complaint_of_the_suppression_list_is_a_permanent_failure() -> None:
    receipt = read_ses_event(
        event("Complaint", "complaint", complaintSubType="OnAccountSuppressionList")
    )

    assert receipt.status == "permanent-failure"
    assert receipt.feedback_subtype == "on-account-suppression-list"
    assert receipt.provider_response == OUR_LIST
    assert receipt.recipient_complaint


@pytest.mark.parametrize(
    ("kind", "part", "details", "status", "feedback"),
    [
        ("Send", "send", {}, None, (None, None)),
        ("Open", "open", {}, None, (None, None)),
        (
            "DeliveryDelay",
            "deliveryDelay",
            {"delayType": "MailboxFull"},
            None,
            ("delay", "mailbox-full"),
        ),
        (
            "Reject",
            "reject",
            {"reason": "Bad content"},
            "technical-failure",
            ("rejected", "bad-content"),
        ),
        ("Rendering Failure", "failure", {}, "technical-failure", ("rejected", None)),
    ],
)
def test_other_events(
    kind: str,
    part: str,
    details: dict[str, str],
    status: str | None,
    feedback: tuple[str | None, str | None],
) -> None:
    receipt = read_ses_event(event(kind, part, **details))

    assert receipt.status == status
    assert (receipt.feedback_type, receipt.feedback_subtype) == feedback


def test_same_event_has_the_same_id_and_another_event_has_not() -> None:
    events = [
        event("Delivery", "delivery"),
        event("Delivery", "delivery", timestamp="2026-11-20T15:00:09Z"),
        bounce("Permanent", "General"),
        event("Bounce", "bounce", bounceType="Permanent", feedbackId="another"),
        event("Complaint", "complaint", feedbackId="feedback-2"),
        event("Send", "send"),
    ]

    ids = [read_ses_event(one).event_id for one in events]

    assert ids == [read_ses_event(copy.deepcopy(one)).event_id for one in events]
    assert len(set(ids)) == len(events)


def test_header_gives_our_id_when_tags_do_not() -> None:
    one = event("Delivery", "delivery")
    del one["mail"]["tags"]

    assert read_ses_event(one).notification_id == ID


def test_event_without_our_id_keeps_its_reference() -> None:
    one = event("Delivery", "delivery")
    one["mail"] |= {"tags": {"notify-id": ["not-a-uuid"]}, "headers": [{"name": "X-Other"}]}

    receipt = read_ses_event(one)

    assert receipt.notification_id is None
    assert receipt.reference == REFERENCE


def test_notification_of_an_identity_and_event_bridge_are_read_too() -> None:
    one = event("Delivery", "delivery")
    notification = {"notificationType": one.pop("eventType"), **one}

    assert read_ses_event(notification).status == "delivered"
    assert read_ses_event({"detail": event("Delivery", "delivery")}).status == "delivered"


def test_no_recipient_is_kept() -> None:
    receipt = read_ses_event(bounce("Permanent", "General"))

    assert "zoe" not in repr(receipt)


@pytest.mark.parametrize(
    ("one", "code"),
    [
        ([], "not-an-object"),
        (None, "not-an-object"),
        ({}, "unknown-event"),
        ({"eventType": ["Bounce"]}, "unknown-event"),
        ({"eventType": "Bounce"}, "no-reference"),
        ({"eventType": "Bounce", "mail": []}, "no-reference"),
        ({"eventType": "Bounce", "mail": {"messageId": 5}}, "no-reference"),
        ({"eventType": "Bounce", "mail": {"messageId": "a"}}, "bad-timestamp"),
        (
            {"eventType": "Delivery", "mail": {"messageId": "a", "timestamp": "soon"}},
            "bad-timestamp",
        ),
        (
            {"eventType": "Delivery", "mail": {"messageId": "a", "timestamp": 1e300}},
            "bad-timestamp",
        ),
    ],
)
def test_unreadable_event_says_what_is_wrong(one: Any, code: str) -> None:
    with pytest.raises(UnreadableReceipt) as caught:
        read_ses_event(one)

    assert caught.value.code == code


def test_odd_parts_are_survived() -> None:
    mail = {"messageId": "a", "timestamp": "2026-11-20T15:00:00Z", "tags": [], "headers": {"a": 1}}
    one = {"eventType": "Bounce", "mail": mail, "bounce": {"bounceType": 7, "feedbackId": []}}

    assert read_ses_event(one).feedback_type == "unknown-bounce"

"""What each event about a text means."""

from datetime import UTC, datetime
from typing import Any

import pytest

from notify.providers.receipts import UnreadableReceipt
from notify.providers.receipts_sms import read_sms_voice_event, read_sns_log
from tests.providers.messages import ID

FAILURES = [
    ("Blocked as spam by phone carrier", "permanent-failure"),
    ("Destination is on a blocked list", "permanent-failure"),
    ("Phone is on a blocked list", "permanent-failure"),
    ("Invalid phone number", "permanent-failure"),
    ("Message body is invalid", "permanent-failure"),
    ("Phone is currently unreachable/unavailable", "permanent-failure"),
    ("Unknown error attempting to reach phone", "permanent-failure"),
    ("Unhandled provider", "permanent-failure"),
    ("Phone carrier has blocked this message", "temporary-failure"),
    ("Phone has blocked SMS", "temporary-failure"),
    ("Phone carrier is currently unreachable/unavailable", "temporary-failure"),
    ("Carrier unreachable", "temporary-failure"),
    ("This delivery would exceed max price", "temporary-failure"),
    ("Phone number is opted out", "technical-failure"),
    ("Delivery TTL has expired", "permanent-failure"),
    ("Something new", "permanent-failure"),
    ("", "permanent-failure"),
]


def event(**overrides: Any) -> dict[str, Any]:
    return {
        "eventType": "TEXT_DELIVERED",
        "eventTimestamp": 1763650802500,
        "isFinal": True,
        "originationPhoneNumber": "+16135550100",
        "destinationPhoneNumber": "+16135550123",
        "messageId": "reference-1",
        "messageStatus": "DELIVERED",
        "messageStatusDescription": "Message has been accepted by phone",
        "context": {"notify-id": str(ID)},
    } | overrides


def log(status: str = "SUCCESS", response: str = "Message has been accepted") -> dict[str, Any]:
    return {
        "notification": {"messageId": "reference-1", "timestamp": "2025-11-20 15:00:02.500"},
        "delivery": {"destination": "+16135550123", "providerResponse": response},
        "status": status,
    }


@pytest.mark.parametrize(
    ("status", "is_final", "expected"),
    [
        ("DELIVERED", True, "delivered"),
        ("DELIVERED", False, "delivered"),
        ("SUCCESSFUL", True, "delivered"),
        ("SUCCESSFUL", False, None),
        ("SENT", False, None),
        ("QUEUED", False, None),
        ("PENDING", False, None),
    ],
)
def test_progress(status: str, is_final: bool, expected: str | None) -> None:
    receipt = read_sms_voice_event(event(messageStatus=status, isFinal=is_final))

    assert receipt.status == expected
    assert receipt.provider_response == "Message has been accepted by phone"


@pytest.mark.parametrize(("response", "status"), FAILURES)
def test_failure_is_told_by_its_sentence(response: str, status: str) -> None:
    failed = event(messageStatus="FAILED", messageStatusDescription=response)

    assert read_sms_voice_event(failed).status == status
    assert read_sns_log(log("FAILURE", response)).status == status


@pytest.mark.parametrize(
    ("status", "response", "expected"),
    [
        ("CARRIER_UNREACHABLE", "", "temporary-failure"),
        ("TTL_EXPIRED", "", "permanent-failure"),
        ("UNKNOWN", "", "permanent-failure"),
        ("PROTECT_BLOCKED", "Message blocked by protect configuration", "permanent-failure"),
    ],
)
def test_failure_without_a_known_sentence_is_told_by_its_status(
    status: str, response: str, expected: str
) -> None:
    one = event(messageStatus=status, messageStatusDescription=response)

    assert read_sms_voice_event(one).status == expected


def test_event_is_read() -> None:
    receipt = read_sms_voice_event(event())

    assert receipt.provider == "sms_voice"
    assert receipt.reference == "reference-1"
    assert receipt.notification_id == ID
    assert receipt.occurred_at == datetime(2025, 11, 20, 15, 0, 2, 500_000, UTC)
    assert receipt.event_id == "reference-1:DELIVERED:1763650802500"


def test_event_bridge_wraps_the_same_event() -> None:
    assert read_sms_voice_event({"id": "1", "detail": event()}) == read_sms_voice_event(event())


def test_log_of_sns_is_read() -> None:
    receipt = read_sns_log(log())

    assert receipt.provider == "sns"
    assert receipt.status == "delivered"
    assert receipt.provider_response == "Message has been accepted"
    assert receipt.notification_id is None
    assert receipt.reference == "reference-1"
    assert receipt.occurred_at == datetime(2025, 11, 20, 15, 0, 2, 500_000, UTC)


def test_recipient_is_not_in_the_response() -> None:
    response = "Invalid phone number +16135550123"

    for receipt in (
        read_sms_voice_event(event(messageStatusDescription=response)),
        read_sns_log(log("FAILURE", response)),
    ):
        assert receipt.provider_response == "Invalid phone number [recipient]"


@pytest.mark.parametrize("context", [None, [], {"notify-id": 5}, {"notify-id": "x"}, {}])
def test_context_that_is_not_ours_gives_no_id(context: object) -> None:
    assert read_sms_voice_event(event(context=context)).notification_id is None


@pytest.mark.parametrize(
    ("one", "code"),
    [
        ("text", "not-an-object"),
        ({}, "unknown-event"),
        (event(eventType="VOICE_COMPLETED"), "unknown-event"),
        (event(messageId=None), "no-reference"),
        (event(eventTimestamp="soon"), "bad-timestamp"),
        (event(eventTimestamp=True), "bad-timestamp"),
        (event(eventTimestamp=float("nan")), "bad-timestamp"),
        (event(eventTimestamp=10**30), "bad-timestamp"),
    ],
)
def test_unreadable_event_says_what_is_wrong(one: Any, code: str) -> None:
    with pytest.raises(UnreadableReceipt) as caught:
        read_sms_voice_event(one)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (7, "not-an-object"),
        ({}, "no-reference"),
        (log("MAYBE"), "unknown-event"),
        (log() | {"notification": {"messageId": "a"}}, "bad-timestamp"),
    ],
)
def test_unreadable_log_says_what_is_wrong(one: Any, code: str) -> None:
    with pytest.raises(UnreadableReceipt) as caught:
        read_sns_log(one)

    assert caught.value.code == code

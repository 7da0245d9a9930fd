"""Receipts that SNS posts: only what it signed for our topic changes anything."""

import json
import logging
from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client

from notify.api import webhooks_sns
from notify.delivery import fetch
from notify.delivery.fetch import CannotFetch, fetch_public
from notify.delivery.models import ProviderEvent, ReceivedText, UnreadableReceipts
from notify.notifications.models import Notification
from notify.services.models import Service, SmsSender
from tests.delivery.receipt_events import TOPIC, bounce, make_provider, ses_event
from tests.delivery.rows import accept, counts, statuses
from tests.providers.certificates import rsa_key, self_signed

HOST = "https://sns.ca-central-1.amazonaws.com"
CERTIFICATE_URL = f"{HOST}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
SUBSCRIBE_URL = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37"
KEY = rsa_key()
SIGNED = {
    "Notification": ("Message", "MessageId", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message MessageId SubscribeURL Timestamp Token TopicArn Type".split()
    ),
}


class Internet:
    """Answers for SNS and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_down = False

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if self.is_down:
            raise CannotFetch("no-connection")
        return self_signed(KEY).certificate if url == CERTIFICATE_URL else b"<ok/>"


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Internet:
    internet = Internet()
    monkeypatch.setattr(fetch, "fetch_public", internet.fetch)
    webhooks_sns._verifier.cache_clear()
    return internet


def signed(message: object, kind: str = "Notification", **fields: Any) -> dict[str, Any]:
    """Return what SNS would post about a message."""
    text = message if isinstance(message, str) else json.dumps(message)
    envelope = {
        "Type": kind,
        "MessageId": str(uuid4()),
        "TopicArn": TOPIC,
        "Message": text,
        "Timestamp": "2026-11-20T15:00:02.500Z",
        **fields,
    }
    lines = "".join(f"{name}\n{envelope[name]}\n" for name in SIGNED[kind])
    signature = KEY.sign(lines.encode(), PKCS1v15(), SHA256())
    return {
        **envelope,
        "SignatureVersion": "2",
        "Signature": b64encode(signature).decode(),
        "SigningCertURL": CERTIFICATE_URL,
    }


def post(envelope: dict[str, Any], provider: str = "ses-canada") -> int:
    # As SNS does: no cookie, no key, and JSON that calls itself text.
    client = Client(enforce_csrf_checks=True)
    body = json.dumps(envelope)
    answer = client.post(f"/webhooks/sns/{provider}", body, content_type="text/plain")
    return answer.status_code


def test_a_signed_receipt_changes_its_message(service: Service, internet: Internet) -> None:
    make_provider()
    (one,) = accept(service)

    assert post(signed(ses_event(one))) == 200

    assert statuses([one]) == {"delivered"}
    assert internet.asked == [CERTIFICATE_URL]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda events: events,
        lambda events: {"Messages": events},
        lambda events: {"Messages": [json.dumps(event) for event in events]},
    ],
    ids=["list", "envelope", "encoded twice"],
)
def test_a_batch_is_unwrapped(service: Service, internet: Internet, wrap: Any) -> None:
    make_provider()
    ids = accept(service, 3)

    post(signed(wrap([ses_event(one) for one in ids])))

    assert counts(service) == {"delivered": 3}


def test_a_receipt_that_comes_twice_counts_once(service: Service, internet: Internet) -> None:
    make_provider()
    (one,) = accept(service)
    envelope = signed(ses_event(one))

    assert [post(envelope), post(envelope), post(signed(ses_event(one)))] == [200, 200, 200]

    assert counts(service) == {"delivered": 1}
    assert len(Notification.objects.get(pk=one).timeline()) == 2


def test_a_delivery_after_a_hard_bounce_is_ignored(service: Service, internet: Internet) -> None:
    make_provider()
    (one,) = accept(service)

    post(signed(bounce(one)))
    post(signed(ses_event(one)))

    assert statuses([one]) == {"permanent-failure"}


def test_a_receipt_of_an_unknown_message_is_kept(db: None, internet: Internet) -> None:
    make_provider()

    assert post(signed(ses_event(None))) == 200

    event = ProviderEvent.objects.get()
    assert (event.reference, event.applied) == ("ref-None", False)


def forged_text(envelope: dict[str, Any]) -> dict[str, Any]:
    return {**envelope, "Message": json.dumps(bounce("x"))}


def other_topic(envelope: dict[str, Any]) -> dict[str, Any]:
    return signed(envelope["Message"], TopicArn=f"{TOPIC}-of-a-stranger")


def other_host(envelope: dict[str, Any]) -> dict[str, Any]:
    return {
        **envelope,
        "SigningCertURL": "https://sns.ca-central-1.amazonaws.com.evil.example/a.pem",
    }


@pytest.mark.parametrize("forge", [forged_text, other_topic, other_host])
def test_a_forged_message_is_refused(service: Service, internet: Internet, forge: Any) -> None:
    make_provider()
    (one,) = accept(service)

    assert post(forge(signed(ses_event(one)))) == 403

    assert statuses([one]) == {"created"}
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"not json", b"\xff\xfe"])
def test_what_is_no_message_of_sns_is_refused(db: None, internet: Internet, body: bytes) -> None:
    make_provider()

    answer = Client().post("/webhooks/sns/ses-canada", body, content_type="application/json")

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("not json: ana@example.ca", "not-json"),
        ('"ana@example.ca"', "not-json"),
        ({"eventType": "Surprise", "to": "ana@example.ca"}, "unknown-event"),
        ("[" * 20 + "]" * 20, "too-deep"),
        ({"awslogs": {"data": "???"}}, "bad-logs"),
    ],
)
def test_what_cannot_be_read_is_counted_without_its_words(
    db: None, internet: Internet, caplog: pytest.LogCaptureFixture, message: object, code: str
) -> None:
    make_provider()
    caplog.set_level(logging.INFO)

    assert [post(signed(message)), post(signed(message))] == [200, 200]

    counted = UnreadableReceipts.objects.get()
    assert (counted.provider, counted.code, counted.count) == ("ses-canada", code, 2)
    assert "ana@" not in caplog.text


def test_good_events_of_a_batch_count_beside_a_bad_one(
    service: Service, internet: Internet
) -> None:
    make_provider()
    (one,) = accept(service)

    post(signed([{"eventType": "Surprise"}, ses_event(one)]))

    assert statuses([one]) == {"delivered"}
    assert UnreadableReceipts.objects.get().count == 1


def test_a_subscription_is_confirmed(db: None, internet: Internet) -> None:
    make_provider()
    confirmation = signed(
        "You have chosen to subscribe.",
        "SubscriptionConfirmation",
        SubscribeURL=SUBSCRIBE_URL,
        Token="2336412f37",
    )

    assert post(confirmation) == 200

    assert internet.asked == [CERTIFICATE_URL, SUBSCRIBE_URL]


def test_sns_is_asked_to_come_again_when_its_certificate_cannot_be_had(
    service: Service, internet: Internet
) -> None:
    make_provider()
    internet.is_down = True
    (one,) = accept(service)

    assert post(signed(ses_event(one))) == 503

    assert statuses([one]) == {"created"}


def test_a_large_body_is_refused_before_it_is_read(db: None, internet: Internet) -> None:
    make_provider()

    assert post({"Message": "x" * (webhooks_sns.MOST_BYTES + 1)}) == 413


@pytest.mark.parametrize(
    "fields", [{"name": "another"}, {"receipts_topic": ""}, {"kind": "smtp"}], ids=str
)
def test_a_provider_without_such_a_webhook_is_not_found(
    db: None, internet: Internet, fields: dict[str, str]
) -> None:
    make_provider(**fields)

    assert post(signed({})) == 404


@pytest.mark.parametrize("url", ["http://sns.ca-central-1.amazonaws.com/", "https://127.0.0.1:9/"])
def test_only_public_https_is_fetched(url: str) -> None:
    with pytest.raises(CannotFetch):
        fetch_public(url)


INBOUND = {
    "originationNumber": "+16135550199",
    "destinationNumber": "+16135550100",
    "messageKeyword": "KEYWORD_613",
    "messageBody": "Yes, I will come",
    "inboundMessageId": "cae173d2-66b9-564c-8309-21f858e9fb84",
    "previousPublishedMessageId": "",
}


@pytest.mark.parametrize("kind", ["sms_voice", "sns"])
def test_a_text_from_a_person_is_kept_for_its_service(
    service: Service, internet: Internet, kind: str
) -> None:
    make_provider(name="texts", kind=kind, channel="sms")
    SmsSender.objects.create(service=service, sender="+16135550100")

    assert post(signed(INBOUND), "texts") == 200
    assert post(signed(INBOUND), "texts") == 200

    received = ReceivedText.objects.get()
    assert (received.service_id, received.content) == (service.id, "Yes, I will come")
    assert received.user_number == "+16135550199"


@pytest.mark.parametrize(
    "fields", [{"messageBody": 5}, {"originationNumber": ""}, {"destinationNumber": None}]
)
def test_a_text_that_cannot_be_read_is_counted(
    db: None, internet: Internet, fields: dict[str, Any]
) -> None:
    make_provider(name="texts", kind="sms_voice", channel="sms")

    assert post(signed(INBOUND | fields), "texts") == 200

    assert UnreadableReceipts.objects.get().code == "bad-inbound-text"
    assert not ReceivedText.objects.exists()

"""Only what SNS signed, for a topic of ours, passes."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from notify.providers.sns_signature import ForgedMessage, Kind, SnsVerifier
from tests.providers.certificates import ec_key, rsa_key, self_signed

TOPIC = "arn:aws:sns:ca-central-1:123456789012:ses-receipts"
HOST = "https://sns.ca-central-1.amazonaws.com"
CERTIFICATE_URL = f"{HOST}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
KEY = rsa_key()
CERTIFICATE = self_signed(KEY).certificate

NOTIFICATION = {
    "Type": "Notification",
    "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    "TopicArn": TOPIC,
    "Subject": "Événement",
    "Message": '{"eventType":"Delivery"}\nsecond line é 🎉',
    "Timestamp": "2026-11-20T15:00:02.500Z",
}
CONFIRMATION = {
    "Type": "SubscriptionConfirmation",
    "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
    "Token": "2336412f37",
    "TopicArn": TOPIC,
    "Message": "You have chosen to subscribe to the topic.",
    "SubscribeURL": f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37",
    "Timestamp": "2026-11-20T15:00:02.500Z",
}
# Written out, so that a mistake in the order cannot hide in shared code.
ORDER = {
    "Notification": "Message MessageId Subject Timestamp TopicArn Type",
    "SubscriptionConfirmation": "Message MessageId SubscribeURL Timestamp Token TopicArn Type",
}


def signed(
    message: dict[str, Any], *, version: str = "2", key: RSAPrivateKey = KEY
) -> dict[str, Any]:
    names = [name for name in ORDER[message["Type"]].split() if name in message]
    text = "".join(f"{name}\n{message[name]}\n" for name in names)
    algorithm = SHA1() if version == "1" else SHA256()  # noqa: S303 - what SNS uses
    signature = key.sign(text.encode(), PKCS1v15(), algorithm)
    return {
        **message,
        "SignatureVersion": version,
        "Signature": b64encode(signature).decode(),
        "SigningCertURL": CERTIFICATE_URL,
    }


class Shelf:
    """Hands out one certificate and remembers who asked for what."""

    def __init__(self, certificate: bytes = CERTIFICATE) -> None:
        self.certificate = certificate
        self.asked: list[str] = []

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        return self.certificate


def verifier(shelf: Shelf | None = None) -> SnsVerifier:
    return SnsVerifier((shelf or Shelf()).fetch, topics=frozenset({TOPIC}))


@pytest.mark.parametrize("version", ["1", "2"])
def test_signed_notification_passes(version: str) -> None:
    message = verifier().verify(signed(NOTIFICATION, version=version))

    assert message.kind is Kind.NOTIFICATION
    assert message.message == NOTIFICATION["Message"]
    assert message.message_id == NOTIFICATION["MessageId"]
    assert message.topic_arn == TOPIC
    assert message.subscribe_url is None


def test_notification_without_subject_passes() -> None:
    without = {name: value for name, value in NOTIFICATION.items() if name != "Subject"}

    assert verifier().verify(signed(without)).message == NOTIFICATION["Message"]


@pytest.mark.parametrize("version", ["1", "2"])
def test_subscription_confirmation_gives_its_url(version: str) -> None:
    message = verifier().verify(signed(CONFIRMATION, version=version))

    assert message.kind is Kind.SUBSCRIPTION_CONFIRMATION
    assert message.subscribe_url == CONFIRMATION["SubscribeURL"]


def test_certificate_is_fetched_once() -> None:
    shelf = Shelf()
    checked = verifier(shelf)

    checked.verify(signed(NOTIFICATION))
    checked.verify(signed(CONFIRMATION))

    assert shelf.asked == [CERTIFICATE_URL]


@pytest.mark.parametrize(
    ("message", "name"),
    [(NOTIFICATION, name) for name in ORDER["Notification"].split()]
    + [(CONFIRMATION, name) for name in ORDER["SubscriptionConfirmation"].split()],
)
def test_changed_field_is_forged(message: dict[str, Any], name: str) -> None:
    forged = signed(message)
    forged[name] = forged[name] + "x"

    with pytest.raises(ForgedMessage):
        verifier().verify(forged)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Signature": b64encode(b"x" * 256).decode()}, "bad-signature"),
        ({"Signature": "not base64!"}, "bad-signature"),
        ({"Signature": None}, "no-signature"),
        ({"SignatureVersion": "1"}, "bad-signature"),
        ({"SignatureVersion": "3"}, "unknown-signature-version"),
        ({"TopicArn": "arn:aws:sns:ca-central-1:999999999999:theirs"}, "unknown-topic"),
        ({"Type": "Gift"}, "unknown-type"),
        ({"Type": None}, "no-type"),
        ({"Message": 5}, "no-message"),
        ({"Message": "\ud83c"}, "bad-text"),
        ({"SigningCertURL": None}, "no-signingcerturl"),
    ],
)
def test_odd_message_is_forged(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ForgedMessage) as caught:
        verifier().verify(signed(NOTIFICATION) | changes)

    assert caught.value.code == code


PEM_PATH = "/SimpleNotificationService-0123456789abcdef.pem"


@pytest.mark.parametrize(
    "url",
    [
        f"http://sns.ca-central-1.amazonaws.com{PEM_PATH}",
        f"https://sns.ca-central-1.amazonaws.com.example.com{PEM_PATH}",
        f"https://example.com{PEM_PATH}",
        f"https://sns.ca-central-1.amazonaws.com@example.com{PEM_PATH}",
        f"https://user@sns.ca-central-1.amazonaws.com{PEM_PATH}",
        f"https://sns.ca-central-1.amazonaws.com:8443{PEM_PATH}",
        f"https://s3.ca-central-1.amazonaws.com{PEM_PATH}",
        f"https://sns.ca-central-1.amazonaws.com/bucket{PEM_PATH}",
        f"https://sns.ca-central-1.amazonaws.com{PEM_PATH}?x=1",
        f"https://sns.ca-central-1.amazonaws.com{PEM_PATH}#x",
        f"https://sns.evil.amazonaws.com{PEM_PATH}",
        "https://[sns",
        "",
    ],
)
def test_certificate_is_fetched_from_sns_alone(url: str) -> None:
    shelf = Shelf()

    with pytest.raises(ForgedMessage) as caught:
        verifier(shelf).verify(signed(NOTIFICATION) | {"SigningCertURL": url})

    assert caught.value.code == "bad-certificate-url"
    assert shelf.asked == []


def test_message_for_another_topic_fetches_nothing() -> None:
    shelf = Shelf()

    with pytest.raises(ForgedMessage):
        verifier(shelf).verify(signed(NOTIFICATION | {"TopicArn": "arn:aws:sns:x:1:theirs"}))

    assert shelf.asked == []


@pytest.mark.parametrize(
    "certificate",
    [b"", b"<html>", self_signed(ec_key()).certificate],
    ids=["empty", "html", "another-kind-of-key"],
)
def test_certificate_that_cannot_be_used_is_forged(certificate: bytes) -> None:
    with pytest.raises(ForgedMessage) as caught:
        verifier(Shelf(certificate)).verify(signed(NOTIFICATION))

    assert caught.value.code == "bad-certificate"


def test_signature_of_another_key_is_forged() -> None:
    with pytest.raises(ForgedMessage) as caught:
        verifier().verify(signed(NOTIFICATION, key=rsa_key()))

    assert caught.value.code == "bad-signature"


@pytest.mark.parametrize("days", [-30, 30])
def test_certificate_out_of_date_is_forged(days: int) -> None:
    now = datetime.now(UTC) + timedelta(days=days)

    with pytest.raises(ForgedMessage) as caught:
        verifier().verify(signed(NOTIFICATION), now=now)

    assert caught.value.code == "expired-certificate"


def test_confirmation_that_points_elsewhere_is_forged() -> None:
    elsewhere = CONFIRMATION | {"SubscribeURL": "https://example.com/?Action=ConfirmSubscription"}

    with pytest.raises(ForgedMessage) as caught:
        verifier().verify(signed(elsewhere))

    assert caught.value.code == "bad-subscribe-url"


def test_failed_fetch_is_no_proof_of_forgery_and_is_not_remembered() -> None:
    answers: list[bytes | OSError] = [OSError("down"), CERTIFICATE]

    def fetch(url: str) -> bytes:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    checked = SnsVerifier(fetch, topics=frozenset({TOPIC}))

    with pytest.raises(OSError, match="down"):
        checked.verify(signed(NOTIFICATION))

    assert checked.verify(signed(NOTIFICATION)).kind is Kind.NOTIFICATION

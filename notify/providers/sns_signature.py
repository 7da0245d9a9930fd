"""Check that a message posted to us comes from SNS.

docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

import re
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock
from types import MappingProxyType
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

HOST = re.compile(r"sns\.[a-z]{2}(-[a-z]+)+-[0-9]\.amazonaws\.com")
CERTIFICATE_PATH = re.compile(r"/SimpleNotificationService-[0-9a-f]{8,64}\.pem")
MOST_CERTIFICATES = 16


class Kind(StrEnum):
    """What SNS posts."""

    NOTIFICATION = "Notification"
    SUBSCRIPTION_CONFIRMATION = "SubscriptionConfirmation"
    UNSUBSCRIBE_CONFIRMATION = "UnsubscribeConfirmation"


# The fields that are signed, in their order; Subject only where there is one.
CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
SIGNED_FIELDS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
        Kind.SUBSCRIPTION_CONFIRMATION: CONFIRMATION,
        Kind.UNSUBSCRIBE_CONFIRMATION: CONFIRMATION,
    }
)
HASHES: Mapping[str, Callable[[], HashAlgorithm]] = MappingProxyType(
    {"1": SHA1, "2": SHA256}  # SHA-1 is what a topic signs with unless told otherwise
)


class ForgedMessage(Exception):
    """A message that SNS did not sign, or not for us. ``code`` says what is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class SnsMessage:
    """A message that SNS signed. ``subscribe_url`` is only in confirmations: fetch it to accept."""

    kind: Kind
    message_id: str
    topic_arn: str
    message: str
    subscribe_url: str | None


class SnsVerifier:
    """Check messages against the certificates of SNS, each fetched once. Thread-safe.

    ``fetch`` gets an https address at amazonaws.com and returns its PEM bytes; what it raises
    passes through, because a certificate that cannot be had is no proof of forgery.
    ``topics``: the only topic ARNs to accept. Anybody with an AWS account can have SNS sign.
    """

    def __init__(self, fetch: Callable[[str], bytes], *, topics: frozenset[str]) -> None:
        self._fetch = fetch
        self._topics = topics
        self._certificates: OrderedDict[str, x509.Certificate] = OrderedDict()
        self._lock = Lock()

    def verify(self, message: Mapping[str, object], *, now: datetime | None = None) -> SnsMessage:
        """Return the message when it is genuine; raise ForgedMessage otherwise."""
        kind = _kind(message)
        topic_arn = _field(message, "TopicArn")
        if topic_arn not in self._topics:
            raise ForgedMessage("unknown-topic")
        certificate = self._certificate(_field(message, "SigningCertURL"))
        if not _is_current(certificate, now or datetime.now(UTC)):
            raise ForgedMessage("expired-certificate")
        _check_signature(certificate, message, kind)
        return SnsMessage(
            kind=kind,
            message_id=_field(message, "MessageId"),
            topic_arn=topic_arn,
            message=_field(message, "Message"),
            subscribe_url=_subscribe_url(message, kind),
        )

    def _certificate(self, url: str) -> x509.Certificate:
        if not is_sns_address(url, path=CERTIFICATE_PATH) or "?" in url or "#" in url:
            raise ForgedMessage("bad-certificate-url")
        with self._lock:
            known = self._certificates.get(url)
        if known:
            return known
        try:
            certificate = x509.load_pem_x509_certificate(self._fetch(url))
        except ValueError:
            raise ForgedMessage("bad-certificate") from None
        with self._lock:
            self._certificates[url] = certificate
            if len(self._certificates) > MOST_CERTIFICATES:
                self._certificates.popitem(last=False)
        return certificate


def is_sns_address(url: str, *, path: re.Pattern[str]) -> bool:
    """Say whether this is https at an SNS host of AWS, with such a path and nothing odd."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(
        parts.scheme == "https"
        and HOST.fullmatch(parts.netloc)  # so no port and no user name
        and path.fullmatch(parts.path)
    )


def canonical_string(message: Mapping[str, object], kind: Kind) -> bytes:
    """Return the bytes that SNS signs: each field's name and value on a line of its own."""
    lines: list[str] = []
    for name in SIGNED_FIELDS[kind]:
        if name == "Subject" and message.get(name) is None:
            continue
        lines += [name, _field(message, name)]
    try:
        return "".join(f"{line}\n" for line in lines).encode()
    except UnicodeError:
        raise ForgedMessage("bad-text") from None


def _check_signature(
    certificate: x509.Certificate, message: Mapping[str, object], kind: Kind
) -> None:
    hash_of = HASHES.get(_field(message, "SignatureVersion"))
    if hash_of is None:
        raise ForgedMessage("unknown-signature-version")
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise ForgedMessage("bad-certificate")
    try:
        signature = b64decode(_field(message, "Signature"), validate=True)
        key.verify(signature, canonical_string(message, kind), PKCS1v15(), hash_of())
    except (ValueError, InvalidSignature):
        raise ForgedMessage("bad-signature") from None


def _kind(message: Mapping[str, object]) -> Kind:
    try:
        return Kind(_field(message, "Type"))
    except ValueError:
        raise ForgedMessage("unknown-type") from None


def _subscribe_url(message: Mapping[str, object], kind: Kind) -> str | None:
    if kind is Kind.NOTIFICATION:
        return None
    url = _field(message, "SubscribeURL")
    if not is_sns_address(url, path=re.compile("/?")):
        raise ForgedMessage("bad-subscribe-url")
    return url


def _field(message: Mapping[str, object], name: str) -> str:
    value = message.get(name)
    if not isinstance(value, str):
        raise ForgedMessage(f"no-{name.lower()}")
    return value


def _is_current(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc

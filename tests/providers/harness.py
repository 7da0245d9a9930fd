"""What the contract asks of a provider under test: to fail on demand and to show what it sent."""

import email
import email.policy
import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Event
from typing import Any
from urllib.parse import parse_qs

import boto3
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from notify.providers.base import Email, Sms
from notify.providers.outcomes import SandboxOutcome
from notify.providers.registry import build_provider
from tests.providers.messages import make_email, make_sms
from tests.providers.servers import Answer, AwsServer, MailServer, closed_port

REGION = "ca-central-1"
TIMEOUTS = {"connect_timeout": "30", "read_timeout": "30"}  # for a slow machine that is well
IMPATIENT = {"read_timeout": "0.4"}


@dataclass(frozen=True)
class Seen:
    """What arrived at the other end."""

    recipient: str
    text: str
    notification_id: str | None
    subject: str | None = None


@dataclass
class Harness:
    """A provider, its far end, and how to make that fail."""

    provider: Any
    make: Callable[..., Email] | Callable[..., Sms]
    seen: Callable[[], list[Seen]]
    fail: Callable[[str], None]
    connections: Callable[[], int]
    hung_up: Event = field(default_factory=Event)


# --- AWS -------------------------------------------------------------------------------------


def json_error(status: int, name: str, **members: Any) -> Answer:
    body = {"__type": f"com.amazonaws#{name}", **members}
    return Answer(status, json.dumps(body).encode())


def xml_error(status: int, code: str, message: str) -> Answer:
    xml = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{message}</Message></Error></ErrorResponse>"
    )
    return Answer(status, xml.encode())


def with_retry_after(answer: Answer) -> Answer:
    return Answer(answer.status, answer.body, {"Retry-After": "7"})


ANSWERS: Mapping[str, Mapping[str, Answer]] = {
    "ses": {
        "throttled": with_retry_after(json_error(429, "TooManyRequestsException", message="slow")),
        "error": json_error(500, "InternalFailure", message="zoe.tremblay@example.gc.ca failed"),
        "refused": json_error(
            400, "BadRequestException", message="Illegal address zoe.tremblay@example.gc.ca"
        ),
        "not-authorised": json_error(403, "InvalidSignatureException", message="no"),
    },
    "sms_voice": {
        "throttled": with_retry_after(json_error(400, "ThrottlingException", Message="slow")),
        "error": json_error(500, "InternalServerException", Message="+16135550123 failed"),
        "refused": json_error(
            400,
            "ConflictException",
            Message="+16135550123 has opted out",
            Reason="DESTINATION_PHONE_NUMBER_OPTED_OUT",
        ),
        "not-authorised": json_error(400, "AccessDeniedException", Message="no"),
    },
    "sns": {
        "throttled": with_retry_after(xml_error(400, "Throttled", "slow")),
        "error": xml_error(500, "InternalError", "+16135550123 failed"),
        "refused": xml_error(
            400, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: +16135550123"
        ),
        "not-authorised": xml_error(403, "SignatureDoesNotMatch", "no"),
    },
}
MODES = {
    "hang": "hang",
    "dropped": "drop-request",
    "dropped-answer": "drop-answer",
    "noise": "noise",
    "stale": "close-after",
    "well": "ok",
}


def aws_harness(
    kind: str, make: Callable[..., Any], read: Callable[[bytes], Seen]
) -> Callable[[], AbstractContextManager[Harness]]:
    @contextmanager
    def build() -> Iterator[Harness]:
        server = AwsServer()
        with closed_port() as port:
            options = {"region": REGION, "endpoint_url": server.url, **TIMEOUTS}
            down = {**options, "endpoint_url": f"http://127.0.0.1:{port}"}
            harness = Harness(
                provider=build_provider(kind, options),
                make=make,
                seen=lambda: [read(request.body) for request in server.requests],
                fail=lambda failure: _fail(failure),
                connections=lambda: server.connections,
                hung_up=server.hung_up,
            )

            def _fail(failure: str) -> None:
                if failure == "down":
                    harness.provider = build_provider(kind, down)
                elif failure == "unreadable":
                    server.answer = Answer(200, b"<html>Welcome</html>")
                elif failure in MODES:
                    server.mode = MODES[failure]
                    if failure == "hang":
                        harness.provider = build_provider(kind, options | IMPATIENT)
                else:
                    server.answer = ANSWERS[kind][failure]

            yield harness
            server.close()

    return build


def read_ses(body: bytes) -> Seen:
    request = json.loads(body)
    tags = {tag["Name"]: tag["Value"] for tag in request["EmailTags"]}
    content = request["Content"]
    recipient = request["Destination"]["ToAddresses"][0]
    if "Raw" in content:
        return read_mime(b64decode(content["Raw"]["Data"]), recipient)
    simple = content["Simple"]
    headers = {header["Name"]: header["Value"] for header in simple["Headers"]}
    assert headers["X-Notify-Id"] == tags["notify-id"]
    return Seen(
        recipient,
        simple["Body"]["Text"]["Data"],
        tags["notify-id"],
        simple["Subject"]["Data"],
    )


def read_sms_voice(body: bytes) -> Seen:
    request = json.loads(body)
    return Seen(
        request["DestinationPhoneNumber"], request["MessageBody"], request["Context"]["notify-id"]
    )


def read_sns(body: bytes) -> Seen:
    request = parse_qs(body.decode("ascii"), strict_parsing=True)
    return Seen(request["PhoneNumber"][0], request["Message"][0], None)


# --- SMTP ------------------------------------------------------------------------------------

SMTP_REPLIES = {
    "throttled": ("RCPT", "454 4.7.0 Throttling failure: maximum sending rate exceeded"),
    "error": ("DATA", "451 4.3.0 zoe.tremblay@example.gc.ca: try again later"),
    "refused": ("RCPT", "550 5.1.1 <zoe.tremblay@example.gc.ca>: no user zoe.tremblay here"),
    "not-authorised": ("MAIL", "530 5.7.0 Authentication required"),
    "unreadable": ("DATA", "Welcome"),
}
SMTP_MODES = {
    "hang": "hang",
    "dropped": "drop-data",
    "dropped-answer": "drop-after-data",
    "stale": "close-after",
    "well": "ok",
}


def parse_mime(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def read_mime(content: bytes, recipient: str) -> Seen:
    message = parse_mime(content)
    body = message.get_body(("plain",))
    assert body is not None
    return Seen(recipient, body.get_content(), message["X-Notify-Id"], message["Subject"])


@contextmanager
def smtp_harness() -> Iterator[Harness]:
    server = MailServer()
    with closed_port() as closed:
        options = {
            "host": "127.0.0.1",
            "port": str(server.port),
            "security": "none",
            **TIMEOUTS,
        }
        harness = Harness(
            provider=build_provider("smtp", options),
            make=make_email,
            seen=lambda: [
                read_mime(envelope.content or b"", envelope.rcpt_tos[0])  # type: ignore[arg-type]
                for envelope in server.envelopes
            ],
            fail=lambda failure: _fail(failure),
            connections=lambda: server.connections,
            hung_up=server.hung_up,
        )

        def _fail(failure: str) -> None:
            if failure == "down":
                harness.provider = build_provider("smtp", {**options, "port": str(closed)})
            elif failure == "noise":
                server.replies["RCPT"] = "?! noise"
            elif failure in SMTP_MODES:
                server.mode = SMTP_MODES[failure]
                if failure == "hang":
                    harness.provider = build_provider("smtp", options | IMPATIENT)
            else:
                command, reply = SMTP_REPLIES[failure]
                server.replies[command] = reply

        yield harness
        harness.provider.close()
        server.close()


# --- sandbox ---------------------------------------------------------------------------------


class MemoryMailbox:
    """A mailbox that is gone with the test."""

    def __init__(self) -> None:
        self.kept: list[tuple[Email | Sms, SandboxOutcome]] = []

    def keep_email(self, email: Email, outcome: SandboxOutcome) -> str:
        self.kept.append((email, outcome))
        return f"sandbox-{len(self.kept)}"

    def keep_sms(self, sms: Sms, outcome: SandboxOutcome) -> str:
        self.kept.append((sms, outcome))
        return f"sandbox-{len(self.kept)}"


def sandbox_harness(
    make: Callable[..., Any],
) -> Callable[[], AbstractContextManager[Harness]]:
    @contextmanager
    def build() -> Iterator[Harness]:
        box = MemoryMailbox()

        def refuse_to_fail(failure: str) -> None:
            raise AssertionError(failure)

        yield Harness(
            provider=build_provider("sandbox", {}, mailbox=box),
            make=make,
            seen=lambda: [
                Seen(kept.to, kept.text, str(kept.id), getattr(kept, "subject", None))
                for kept, _ in box.kept
            ],
            fail=refuse_to_fail,
            connections=lambda: 1,
        )

    return build


HARNESSES: Mapping[str, Callable[[], AbstractContextManager[Harness]]] = {
    "ses": aws_harness("ses", make_email, read_ses),
    "smtp": smtp_harness,
    "sms_voice": aws_harness("sms_voice", make_sms, read_sms_voice),
    "sns": aws_harness("sns", make_sms, read_sns),
    "sandbox-email": sandbox_harness(make_email),
    "sandbox-sms": sandbox_harness(make_sms),
}


# --- moto: somebody else's idea of SES and SNS -----------------------------------------------


def moto_ses_harness(url: str) -> Harness:
    boto3.client("sesv2", region_name=REGION, endpoint_url=url).create_email_identity(
        EmailIdentity="peches@notification.example.gc.ca"
    )
    backend = ses_backends[DEFAULT_ACCOUNT_ID][REGION]
    before = len(backend.sent_messages)
    return Harness(
        provider=build_provider("ses", {"region": REGION, "endpoint_url": url}),
        make=make_email,
        seen=lambda: [_read_moto_email(sent) for sent in backend.sent_messages[before:]],
        fail=lambda failure: None,
        connections=lambda: 1,
    )


def _read_moto_email(sent: Any) -> Seen:
    if hasattr(sent, "raw_data"):
        return read_mime(sent.raw_data.encode(), sent.destinations[0])
    return Seen(sent.destinations["ToAddresses"][0], sent.body, None, sent.subject)


def moto_sns_harness(url: str) -> Harness:
    backend = sns_backends[DEFAULT_ACCOUNT_ID][REGION]
    before = len(backend.sms_messages)
    return Harness(
        provider=build_provider("sns", {"region": REGION, "endpoint_url": url}),
        make=make_sms,
        seen=lambda: [
            Seen(number, text, None)
            for number, text, *_ in list(backend.sms_messages.values())[before:]
        ],
        fail=lambda failure: None,
        connections=lambda: 1,
    )


MOTO_HARNESSES: Mapping[str, Callable[[str], Harness]] = {
    "ses-moto": moto_ses_harness,
    "sns-moto": moto_sns_harness,
}

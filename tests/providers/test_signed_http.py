"""Credentials, Retry-After and the errors that AWS names."""

import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from notify.providers.aws_json import read_failure
from notify.providers.base import Refused, Unavailable
from notify.providers.keep_alive import Reply
from notify.providers.registry import build_provider
from notify.providers.signed_http import Failure, retry_after
from tests.providers.certificates import ec_key, self_signed
from tests.providers.harness import REGION, json_error, xml_error
from tests.providers.messages import make_email, make_sms
from tests.providers.servers import Answer, AwsServer


def reply(body: bytes = b"", **headers: str) -> Reply:
    return Reply(400, body, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5", 5.0), ("0", 0.0), ("99999", 3600.0), ("soon", None), ("-1", None), ("", None)],
)
def test_retry_after_seconds(value: str, seconds: float | None) -> None:
    assert retry_after(reply(retry_after=value)) == seconds


def test_retry_after_date() -> None:
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)

    seconds = retry_after(reply(retry_after=in_a_minute))

    assert seconds is not None
    assert 50 < seconds <= 60


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (reply(b'{"__type":"com.aws#Conflict","Message":"m"}'), Failure("Conflict", "m")),
        (reply(b'{"message":"m"}', x_amzn_errortype="Bad:http://a/"), Failure("Bad", "m")),
        (
            reply(b'{"__type":"V","Message":"m","Reason":"R","Fields":[{"Name":"F"}]}'),
            Failure("V", "m F", "R"),
        ),
        (reply(b"<html>"), Failure("", "")),
        (reply(b"[1]"), Failure("", "")),
        (reply(b'{"__type":1,"Message":[],"Fields":[1]}'), Failure("", " ")),
    ],
    ids=["type-in-body", "type-in-header", "reason-and-fields", "html", "list", "odd"],
)
def test_failure_is_read(answer: Reply, failure: Failure) -> None:
    read = read_failure(answer)

    assert (read.name, read.message.strip(), read.reason) == (
        failure.name,
        failure.message.strip(),
        failure.reason,
    )


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        ("ses", json_error(400, "MessageRejected", message="virus"), "rejected"),
        (
            "ses",
            json_error(400, "MessageRejected", message="Email address is not verified."),
            "sender-not-verified",
        ),
        ("ses", json_error(400, "MailFromDomainNotVerifiedException"), "sender-not-verified"),
        ("ses", json_error(400, "BadRequestException", message="Bad domain"), "invalid-recipient"),
        ("ses", json_error(400, "BadRequestException", message="Too big"), "rejected"),
        (
            "sms_voice",
            json_error(400, "ConflictException", Reason="DESTINATION_PHONE_NUMBER_OPTED_OUT"),
            "opted-out",
        ),
        (
            "sms_voice",
            json_error(400, "ConflictException", Reason="NO_ORIGINATION_IDENTITIES_FOUND"),
            "no-origination-identity",
        ),
        (
            "sms_voice",
            json_error(400, "ValidationException", Reason="DESTINATION_COUNTRY_BLOCKED"),
            "country-blocked",
        ),
        (
            "sms_voice",
            json_error(
                400,
                "ValidationException",
                Reason="FIELD_VALIDATION_FAILED",
                Fields=[{"Name": "DestinationPhoneNumber", "Message": "bad"}],
            ),
            "invalid-recipient",
        ),
        ("sms_voice", json_error(400, "ValidationException", Reason="OTHER"), "rejected"),
        ("sns", xml_error(400, "OptedOut", "no"), "opted-out"),
        ("sns", xml_error(400, "InvalidParameter", "phone number is opted out"), "opted-out"),
        ("sns", xml_error(400, "InvalidParameter", "Invalid PhoneNumber"), "invalid-recipient"),
        ("sns", xml_error(400, "ParameterValueInvalid", "Empty message"), "rejected"),
    ],
)
def test_what_is_wrong_with_the_message_is_refused(
    aws: AwsServer, kind: str, answer: Answer, code: str
) -> None:
    aws.answer = answer

    with pytest.raises(Refused) as caught:
        send(kind, aws.url)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("kind", "answer", "code", "throttled"),
    [
        ("ses", json_error(400, "LimitExceededException"), "throttled", True),
        ("ses", json_error(400, "SendingPausedException"), "throttled", True),
        ("ses", json_error(400, "AccountSuspendedException"), "not-authorised", False),
        ("ses", json_error(404, "NotFoundException"), "provider-set-up", False),
        ("ses", json_error(403, "ExpiredTokenException"), "not-authorised", False),
        ("ses", Answer(400, b"<html>proxy</html>"), "provider-set-up", False),
        ("ses", Answer(503, b""), "provider-error", False),
        (
            "sms_voice",
            json_error(
                400, "ServiceQuotaExceededException", Reason="MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"
            ),
            "throttled",
            True,
        ),
        ("sms_voice", json_error(400, "ResourceNotFoundException"), "provider-set-up", False),
        ("sns", xml_error(403, "InvalidClientTokenId", "no"), "not-authorised", False),
        ("sns", xml_error(400, "Throttling", "Rate exceeded"), "throttled", True),
    ],
)
def test_what_is_wrong_with_us_or_aws_is_unavailable(
    aws: AwsServer, kind: str, answer: Answer, code: str, throttled: bool
) -> None:
    aws.answer = answer

    with pytest.raises(Unavailable) as caught:
        send(kind, aws.url)

    assert (caught.value.code, caught.value.throttled) == (code, throttled)
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize("status", [502, 504])
def test_gateway_that_lost_its_server_leaves_the_outcome_unknown(
    aws: AwsServer, status: int
) -> None:
    aws.answer = Answer(status, b"")

    with pytest.raises(Unavailable) as caught:
        send("ses", aws.url)

    assert caught.value.outcome_unknown


def test_redirect_is_not_followed(aws: AwsServer) -> None:
    aws.answer = Answer(307, b"", {"Location": f"{aws.url}/elsewhere"})

    with pytest.raises(Unavailable):
        send("ses", aws.url)

    assert len(aws.requests) == 1


def test_no_credentials_is_unavailable_and_nothing_is_sent(
    aws: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(Unavailable) as caught:
        send("ses", aws.url)

    assert caught.value.code == "not-authorised"
    assert aws.requests == []


def test_half_a_credential_is_unavailable(aws: AwsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(Unavailable) as caught:
        send("ses", aws.url)

    assert caught.value.code == "not-authorised"


def send(kind: str, url: str, **options: str) -> None:
    message = make_email() if kind == "ses" else make_sms()
    options |= {"region": REGION, "endpoint_url": url}
    build_provider(kind, options).send(message)  # type: ignore[arg-type]


def test_server_that_never_answers_is_told_from_one_that_hangs_up(aws: AwsServer) -> None:
    codes = []
    for mode, seconds in (("hang", "0.2"), ("drop-answer", "60")):
        aws.mode = mode
        with pytest.raises(Unavailable) as caught:
            send("ses", aws.url, read_timeout=seconds)
        codes.append(caught.value.code)

    assert codes == ["no-answer", "connection-lost"]


def test_an_answer_that_comes_a_byte_at_a_time_ends_with_the_read_timeout(aws: AwsServer) -> None:
    aws.mode = "drip"
    began = time.monotonic()

    with pytest.raises(Unavailable) as caught:
        send("ses", aws.url, read_timeout="0.3")

    assert (caught.value.code, caught.value.outcome_unknown) == ("no-answer", True)
    assert time.monotonic() - began < 20  # all of it would take 50 s


def test_certificate_nobody_vouches_for_stops_the_send(tmp_path: Path) -> None:
    made = self_signed(ec_key())
    pem = tmp_path / "server.pem"
    pem.write_bytes(made.certificate + made.key_pem)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(pem)
    server = AwsServer(tls)

    try:
        with pytest.raises(Unavailable) as caught:
            send("ses", server.url)
    finally:
        server.close()

    assert caught.value.code == "no-connection"
    assert not caught.value.outcome_unknown
    assert server.requests == []

"""Our signed requests against boto3's own, on the same input and the same server."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import boto3
import pytest
from botocore.config import Config

from notify.providers.base import ID_HEADER, EmailFile
from notify.providers.mime import mailbox, mime_bytes
from notify.providers.registry import build_provider
from tests.providers import messages
from tests.providers.harness import REGION
from tests.providers.messages import AWS_KEY, AWS_SECRET, ID, make_email, make_sms
from tests.providers.servers import AwsServer, Received
from tests.providers.signature_v4 import is_signed_by, signed_headers

SES_COMMON = {
    "FromEmailAddress": mailbox(messages.FROM_NAME, "peches@notification.example.gc.ca"),
    "Destination": {"ToAddresses": ["zoe.tremblay@example.gc.ca"]},
    "ReplyToAddresses": ["reponse@example.gc.ca"],
    "EmailTags": [{"Name": "notify-id", "Value": str(ID)}],
    "ConfigurationSetName": "receipts",
}
UNSUBSCRIBE = {
    "List-Unsubscribe": "<https://notification.example.gc.ca/u/" + "a" * 200 + ">",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}
FILE = EmailFile("lettre.txt", "text/plain", b"content")


def ours(aws: AwsServer, kind: str, message: Any, **options: str) -> Received:
    options |= {"region": REGION, "endpoint_url": aws.url}
    build_provider(kind, options).send(message)
    return aws.requests[-1]


def boto3_client(aws: AwsServer, service: str) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=aws.url,
        config=Config(retries={"total_max_attempts": 1}),
    )


def body_of(request: Received) -> Any:
    if request.headers["content-type"].startswith("application/x-www-form-urlencoded"):
        return parse_qs(request.body.decode("ascii"), strict_parsing=True)
    return json.loads(request.body)


def assert_alike(ours: Received, theirs: Received) -> None:
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    assert body_of(ours) == body_of(theirs)
    for name in ("content-type", "x-amz-target", "host"):
        assert ours.headers.get(name) == theirs.headers.get(name)
    assert set(signed_headers(theirs)) <= set(signed_headers(ours))
    for request in (ours, theirs):
        assert is_signed_by(request, key=AWS_KEY, secret=AWS_SECRET)


def test_simple_email_is_what_boto3_sends(aws: AwsServer) -> None:
    theirs_body = {
        "Simple": {
            "Subject": {"Data": messages.SUBJECT, "Charset": "UTF-8"},
            "Body": {
                "Text": {"Data": messages.TEXT, "Charset": "UTF-8"},
                "Html": {"Data": messages.HTML, "Charset": "UTF-8"},
            },
            "Headers": [
                *({"Name": name, "Value": value} for name, value in UNSUBSCRIBE.items()),
                {"Name": ID_HEADER, "Value": str(ID)},
            ],
        }
    }

    sent = ours(aws, "ses", make_email(headers=UNSUBSCRIBE), configuration_set="receipts")
    boto3_client(aws, "sesv2").send_email(**SES_COMMON, Content=theirs_body)

    assert_alike(sent, aws.requests[-1])


def test_raw_email_is_what_boto3_sends(aws: AwsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    mime = mime_bytes(make_email(files=(FILE,)))
    monkeypatch.setattr("notify.providers.ses.mime_bytes", lambda email: mime)  # boundary, date

    sent = ours(aws, "ses", make_email(files=(FILE,)), configuration_set="receipts")
    boto3_client(aws, "sesv2").send_email(**SES_COMMON, Content={"Raw": {"Data": mime}})

    assert_alike(sent, aws.requests[-1])


def test_end_user_messaging_text_is_what_boto3_sends(aws: AwsServer) -> None:
    sent = ours(aws, "sms_voice", make_sms(), configuration_set="receipts", time_to_live="3600")
    boto3_client(aws, "pinpoint-sms-voice-v2").send_text_message(
        DestinationPhoneNumber="+16135550123",
        OriginationIdentity="+16135550100",
        MessageBody=messages.SMS_TEXT,
        MessageType="TRANSACTIONAL",
        ConfigurationSetName="receipts",
        TimeToLive=3600,
        Context={"notify-id": str(ID)},
    )

    assert_alike(sent, aws.requests[-1])


def test_sns_text_is_what_boto3_sends(aws: AwsServer) -> None:
    sent = ours(aws, "sns", make_sms(sender="CANADA"))
    boto3_client(aws, "sns").publish(
        PhoneNumber="+16135550123",
        Message=messages.SMS_TEXT,
        MessageAttributes={
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
            "AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "CANADA"},
        },
    )

    assert_alike(sent, aws.requests[-1])


def test_temporary_credentials_are_signed_with_their_token(
    aws: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "made-up-token")

    sent = ours(aws, "ses", make_email())

    assert sent.headers["x-amz-security-token"] == "made-up-token"
    assert "x-amz-security-token" in signed_headers(sent)
    assert is_signed_by(sent, key=AWS_KEY, secret=AWS_SECRET)


@pytest.mark.parametrize(
    "change",
    [
        lambda request: Received("PUT", request.path, request.headers, request.body),
        lambda request: Received("POST", "/other", request.headers, request.body),
        lambda request: Received("POST", request.path, request.headers, request.body + b" "),
        lambda request: Received(
            "POST", request.path, {**request.headers, "host": "elsewhere"}, request.body
        ),
    ],
    ids=["method", "path", "body", "host"],
)
def test_changed_request_is_not_signed(
    aws: AwsServer, change: Callable[[Received], Received]
) -> None:
    sent = ours(aws, "ses", make_email())

    assert not is_signed_by(change(sent), key=AWS_KEY, secret=AWS_SECRET)


@pytest.mark.parametrize(
    ("kind", "service"),
    [("ses", "sesv2"), ("sms_voice", "pinpoint-sms-voice-v2"), ("sns", "sns")],
)
def test_default_endpoint_and_signing_name_are_those_of_boto3(kind: str, service: str) -> None:
    provider: Any = build_provider(kind, {"region": REGION})
    client = boto3.client(service, region_name=REGION)

    endpoint = provider._http._endpoint

    assert endpoint.url == client.meta.endpoint_url
    assert endpoint.signing_name == client.meta.service_model.signing_name

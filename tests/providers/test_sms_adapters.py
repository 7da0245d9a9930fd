"""What a text is sent from, and the options of the two AWS adapters for texts."""

import json
from urllib.parse import parse_qs

import pytest

from notify.providers.sms_voice import SmsVoiceProvider
from notify.providers.sns import SnsProvider
from tests.providers.harness import REGION
from tests.providers.messages import make_sms
from tests.providers.servers import AwsServer

POOL = "pool-0123456789abcdef"


@pytest.mark.parametrize(
    ("options", "sms", "identity"),
    [
        ({}, {"sender": "+16135550100"}, "+16135550100"),
        ({"origination_identity": POOL}, {"sender": "+16135550100"}, "+16135550100"),
        ({"origination_identity": POOL}, {"sender": "12345"}, "12345"),
        ({"origination_identity": POOL}, {"sender": "CANADA.CA"}, POOL),
        ({}, {"sender": "CANADA"}, "CANADA"),
        ({}, {"sender": "CANADA.CA"}, None),
        ({"origination_identity": POOL}, {"sender": "12345", "international": True}, None),
        ({"international_identity": "GOV"}, {"sender": "1", "international": True}, "GOV"),
    ],
    ids=[
        "own-number",
        "own-number-before-pool",
        "short-code",
        "name-gives-way-to-pool",
        "name-without-pool",
        "impossible-name",
        "abroad-left-to-aws",
        "abroad-with-option",
    ],
)
def test_end_user_messaging_sender(
    aws: AwsServer, options: dict[str, str], sms: dict[str, object], identity: str | None
) -> None:
    provider = SmsVoiceProvider({"region": REGION, "endpoint_url": aws.url, **options})

    provider.send(make_sms(**sms))

    assert json.loads(aws.requests[0].body).get("OriginationIdentity") == identity


def test_texts_may_wait_three_days_by_default(aws: AwsServer) -> None:
    SmsVoiceProvider({"region": REGION, "endpoint_url": aws.url}).send(make_sms())

    assert json.loads(aws.requests[0].body)["TimeToLive"] == 3 * 24 * 3600


@pytest.mark.parametrize(
    ("sender", "attributes"),
    [
        ("CANADA", {"AWS.SNS.SMS.SenderID": "CANADA"}),
        ("+16135550100", {"AWS.MM.SMS.OriginationNumber": "+16135550100"}),
        ("CANADA.CA", {}),
        ("123", {}),
        ("LONGERTHAN11", {}),
    ],
)
def test_sns_sender(aws: AwsServer, sender: str, attributes: dict[str, str]) -> None:
    SnsProvider({"region": REGION, "endpoint_url": aws.url}).send(make_sms(sender=sender))

    fields = parse_qs(aws.requests[0].body.decode())
    entries = {
        fields[f"MessageAttributes.entry.{number}.Name"][0]: fields[
            f"MessageAttributes.entry.{number}.Value.StringValue"
        ][0]
        for number in (1, 2)
        if f"MessageAttributes.entry.{number}.Name" in fields
    }
    assert entries == {"AWS.SNS.SMS.SMSType": "Transactional"} | attributes

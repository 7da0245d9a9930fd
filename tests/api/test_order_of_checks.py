"""Which refusal wins when several apply: the order of section 1.1.2 of the contract."""

import uuid
from typing import Any

import pytest

from notify.services.models import Service
from tests import factories
from tests.api.caller import Answer, ApiCaller

FILE = {"file": "eA==", "filename": "a.txt", "sending_method": "link"}


def first_error(answer: Answer) -> tuple[str, str]:
    return answer.errors[0]


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_refusals_come_in_the_contracts_order(channel: str) -> None:
    """Everything is wrong at first; each step mends what was told and finds the next."""
    service = factories.make_service(
        restricted=True,
        active=False,
        permissions=[],
        rate_limit=1,
        message_limit=0,
        sms_daily_limit=0,
        email_annual_limit=0,
        sms_annual_limit=0,
    )
    api = ApiCaller(factories.make_key(service))
    other = factories.make_service()
    own = {
        "email": lambda **fields: factories.make_email_template(
            service, **{"subject_en": "s", "body_en": "((a))((b))", **fields}
        ),
        "sms": lambda **fields: factories.make_sms_template(
            service, **{"body_en": "((a))((b))", **fields}
        ),
    }
    wrong_channel = own["sms" if channel == "email" else "email"]()
    archived, good = own[channel](archived=True), own[channel]()
    body: dict[str, Any] = {
        "template_id": str(factories.make_email_template(other).id),
        "personalisation": {"a": " "},
        ("email_reply_to_id" if channel == "email" else "sms_sender_id"): str(uuid.uuid4()),
        "scheduled_for": "1999-01-01",
    }
    body |= {"email_address": "a@x.ca"} if channel == "email" else {"phone_number": "+447911123456"}

    def send(**changes: Any) -> tuple[str, str]:
        for name, value in changes.items():
            if value is None:
                del body[name]
            else:
                body[name] = value
        return first_error(api.post(f"/v2/notifications/{channel}", body))

    def mend(**fields: Any) -> None:
        Service.objects.filter(pk=service.pk).update(**fields)

    told = [send()]
    told.append(send(scheduled_for=None))
    mend(active=True)
    told.append(send())
    mend(permissions=[channel])
    told.append(send())  # the first that counts towards the rate
    told.append(send())
    mend(rate_limit=1000)
    told.append(send(template_id=str(wrong_channel.id)))
    told.append(send(template_id=str(archived.id)))
    told.append(send(template_id=str(good.id)))
    told.append(send(personalisation={"a": " ", "b": " "}))
    told.append(send(personalisation={"a": " ", "b": "x", "c": FILE}))
    mend(sms_annual_limit=10, email_annual_limit=10)
    told.append(send())
    mend(sms_daily_limit=10, message_limit=10)
    told.append(send())
    told.append(send(**{"email_reply_to_id" if channel == "email" else "sms_sender_id": None}))
    mend(restricted=False)
    told.append(send())
    if channel == "sms":
        mend(permissions=[channel, "international_sms"])
        told.append(send())

    words = [message for _, message in told]
    expected = [
        "scheduled_for datetime cannot be in the past",
        "Service is suspended",
        "Service is not allowed to send",
        "Template not found",
        "Exceeded rate limit for key type LIVE",
        "is not suitable for",
        "has been deleted",
        "Missing personalisation for template ID",
        "Message is empty or just whitespace",
        "Exceeded annual",
        "daily sending limit",
        "does not exist in database",
        "when service is in trial mode",
        *(["Cannot send to international mobile numbers"] if channel == "sms" else []),
        "Service is not allowed to send documents",
    ]
    assert len(words) == len(expected)
    for said, part in zip(words, expected, strict=True):
        assert part in said

"""The sandbox: documented recipients end in their documented states, drills fail."""

from uuid import uuid4

import pytest

from notify.providers.base import Refused, Unavailable
from notify.providers.outcomes import Channel, SandboxOutcome, outcome_for
from notify.providers.sandbox import SandboxProvider
from tests.providers.harness import MemoryMailbox
from tests.providers.messages import make_email, make_sms

CARRIER_DOWN = "Phone carrier is currently unreachable/unavailable"
PHONE_DOWN = "Phone is currently unreachable/unavailable"
ACCEPTED = "Message has been accepted by phone carrier"


@pytest.mark.parametrize(
    ("channel", "recipient", "status", "response", "feedback"),
    [
        ("sms", "+15149301633", "temporary-failure", CARRIER_DOWN, None),
        ("sms", "+15149301632", "permanent-failure", PHONE_DOWN, None),
        ("sms", "15149301633", "delivered", ACCEPTED, None),
        ("sms", "+16135550123", "delivered", ACCEPTED, None),
        ("email", "temp-fail@simulator.notify", "temporary-failure", None, "soft-bounce"),
        ("email", "perm-fail@simulator.notify", "permanent-failure", None, "hard-bounce"),
        ("email", "x.perm-fail@simulator.notify", "delivered", None, None),
        ("email", "bounce@simulator.notify", "permanent-failure", None, "hard-bounce"),
        ("email", "complaint@simulator.notify", "delivered", None, "complaint"),
        ("email", "anybody@example.gc.ca", "delivered", None, None),
        ("email", "refused@simulator.notify", "delivered", None, None),
    ],
)
def test_recipient_ends_as_documented(
    channel: Channel, recipient: str, status: str, response: str | None, feedback: str | None
) -> None:
    outcome = outcome_for(channel, recipient)

    assert (outcome.status, outcome.provider_response, outcome.feedback_type) == (
        status,
        response,
        feedback,
    )
    assert 1 <= outcome.delay_seconds <= 2


def test_only_a_complaint_is_a_complaint() -> None:
    assert outcome_for("email", "complaint@simulator.notify").is_complaint
    assert not outcome_for("email", "bounce@simulator.notify").is_complaint


def test_suppressed_address_says_so() -> None:
    assert outcome_for("email", "suppressed@simulator.notify") == SandboxOutcome(
        "permanent-failure",
        "The email address is on our email provider suppression list",
        "hard-bounce",
        "suppressed",
    )


def test_message_is_kept_with_its_outcome() -> None:
    box = MemoryMailbox()
    email, sms = make_email(to="temp-fail@simulator.notify"), make_sms()

    references = [SandboxProvider(box).send(message) for message in (email, sms)]

    assert references == ["sandbox-1", "sandbox-2"]
    assert box.kept == [
        (email, outcome_for("email", email.to)),
        (sms, outcome_for("sms", sms.to)),
    ]


@pytest.mark.parametrize(
    "message", [make_email(to="refused@simulator.notify"), make_sms(to="+16135550198")]
)
def test_refusal_can_be_rehearsed(message: object) -> None:
    box = MemoryMailbox()

    with pytest.raises(Refused):
        SandboxProvider(box).send(message)  # type: ignore[arg-type]

    assert box.kept == []


@pytest.mark.parametrize("make", [make_email, make_sms])
def test_outage_lasts_for_one_try_of_each_message(make: object) -> None:
    box = MemoryMailbox()
    provider = SandboxProvider(box)
    to = "unavailable@simulator.notify" if make is make_email else "+16135550199"
    first, second = make(id=uuid4(), to=to), make(id=uuid4(), to=to)  # type: ignore[operator]

    for message in (first, second):
        with pytest.raises(Unavailable):
            provider.send(message)
    for message in (first, second):
        provider.send(message)

    assert [kept for kept, _ in box.kept] == [first, second]

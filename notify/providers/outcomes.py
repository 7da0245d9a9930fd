"""How a message that is never really sent ends: which recipient gets which receipt, and when.

Used by the sandbox provider, and by delivery for the messages of test API keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Channel = Literal["email", "sms"]

RECEIPT_DELAY = 1.5  # seconds from the send to its receipt


@dataclass(frozen=True)
class SandboxOutcome:
    """The receipt a made-up provider gives ``delay_seconds`` after it took the message."""

    status: str
    provider_response: str | None = None
    feedback_type: str | None = None
    feedback_subtype: str | None = None
    delay_seconds: float = RECEIPT_DELAY

    @property
    def is_complaint(self) -> bool:
        """Say whether the recipient got the message and marked it as spam."""
        return self.feedback_type == "complaint"


class Drill(StrEnum):
    """A recipient for whom the sandbox fails at the send itself, to rehearse it."""

    UNAVAILABLE_ONCE = "unavailable-once"  # the first attempt fails, the next succeeds
    REFUSED = "refused"


DELIVERED_EMAIL = SandboxOutcome("delivered")
DELIVERED_SMS = SandboxOutcome("delivered", "Message has been accepted by phone carrier")

EMAIL_OUTCOMES: Mapping[str, SandboxOutcome] = MappingProxyType(
    {
        "temp-fail@simulator.notify": SandboxOutcome(
            "temporary-failure", feedback_type="soft-bounce", feedback_subtype="general"
        ),
        "perm-fail@simulator.notify": SandboxOutcome(
            "permanent-failure", feedback_type="hard-bounce", feedback_subtype="general"
        ),
        "bounce@simulator.notify": SandboxOutcome(
            "permanent-failure", feedback_type="hard-bounce", feedback_subtype="no-email"
        ),
        "suppressed@simulator.notify": SandboxOutcome(
            "permanent-failure",
            "The email address is on our email provider suppression list",
            feedback_type="hard-bounce",
            feedback_subtype="suppressed",
        ),
        "complaint@simulator.notify": SandboxOutcome(
            "delivered", feedback_type="complaint", feedback_subtype="abuse"
        ),
    }
)
# The end of the number as it was written, "+1" included: without it the text is delivered.
SMS_OUTCOMES: Mapping[str, SandboxOutcome] = MappingProxyType(
    {
        "+15149301633": SandboxOutcome(
            "temporary-failure", "Phone carrier is currently unreachable/unavailable"
        ),
        "+15149301632": SandboxOutcome(
            "permanent-failure", "Phone is currently unreachable/unavailable"
        ),
    }
)
EMAIL_DRILLS: Mapping[str, Drill] = MappingProxyType(
    {
        "unavailable@simulator.notify": Drill.UNAVAILABLE_ONCE,
        "refused@simulator.notify": Drill.REFUSED,
    }
)
SMS_DRILLS: Mapping[str, Drill] = MappingProxyType(
    {
        "+16135550198": Drill.REFUSED,
        "+16135550199": Drill.UNAVAILABLE_ONCE,
    }
)


def outcome_for(channel: Channel, recipient: str) -> SandboxOutcome:
    """Return how a message to this recipient ends when nothing is really sent."""
    if channel == "email":
        return EMAIL_OUTCOMES.get(recipient, DELIVERED_EMAIL)
    return next(
        (outcome for number, outcome in SMS_OUTCOMES.items() if recipient.endswith(number)),
        DELIVERED_SMS,
    )


def drill_for(channel: Channel, recipient: str) -> Drill | None:
    """Return the failure this recipient stands for, if any."""
    return (EMAIL_DRILLS if channel == "email" else SMS_DRILLS).get(recipient)

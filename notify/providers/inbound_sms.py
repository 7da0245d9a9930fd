"""Read the text messages that people send to our numbers, as AWS passes them on through SNS.

docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html
"""

from dataclasses import dataclass, field

from notify.providers.receipts import Event, UnreadableReceipt, text

LONGEST_CONTENT = 1_600  # ten parts, more than any carrier joins


@dataclass(frozen=True)
class InboundText:
    """A text from a person. ``answers`` is the provider's reference of ours that came before."""

    reference: str
    source: str = field(repr=False)
    destination: str
    content: str = field(repr=False)
    answers: str


def is_inbound(event: Event) -> bool:
    return "inboundMessageId" in event and "originationNumber" in event


def read_inbound(event: Event) -> InboundText:
    """Raises UnreadableReceipt, and nothing else."""
    reference, source = text(event, "inboundMessageId"), text(event, "originationNumber")
    destination = text(event, "destinationNumber")
    content = event.get("messageBody")
    if not (reference and source and destination and isinstance(content, str)):
        raise UnreadableReceipt("bad-inbound-text")
    return InboundText(
        reference=reference[:255],
        source=source[:32],
        destination=destination[:16],
        content=content[:LONGEST_CONTENT].replace("\x00", ""),
        answers=text(event, "previousPublishedMessageId"),
    )

"""Read what arrives about receipts, from a webhook or a queue: unwrap it, then ask the adapter.

What cannot be read is counted and never answered with an error: SNS would only send it again.
"""

import binascii
import logging
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

import orjson
from django.db import connection

from notify.delivery.models import Provider
from notify.providers.inbound_sms import InboundText, is_inbound, read_inbound
from notify.providers.receipts import Event, Receipt, UnreadableReceipt
from notify.providers.receipts_ses import read_ses_event
from notify.providers.receipts_sms import read_sms_voice_event, read_sns_log

logger = logging.getLogger(__name__)

READERS: Mapping[str, Callable[[Event], Receipt]] = MappingProxyType(
    {
        Provider.Kind.SES.value: read_ses_event,
        Provider.Kind.SMS_VOICE.value: read_sms_voice_event,
        Provider.Kind.SNS.value: read_sns_log,
    }
)
TEXT_KINDS = frozenset({Provider.Kind.SMS_VOICE.value, Provider.Kind.SNS.value})
MOST_EVENTS = 1_000  # in one message
DEEPEST = 6  # envelopes and lists in one another
MOST_LOG_BYTES = 4 * 1024 * 1024  # of a CloudWatch subscription, unpacked

COUNT_UNREADABLE = """
INSERT INTO delivery_unreadablereceipts AS u (provider, code, day, count, last_message_id)
VALUES (%s, %s, %s, 1, %s)
ON CONFLICT (provider, code, day)
DO UPDATE SET count = u.count + 1, last_message_id = EXCLUDED.last_message_id
"""


@dataclass
class Reading:
    """What one message held: receipts, texts from people, and codes of what could not be read."""

    receipts: list[Receipt] = field(default_factory=list)
    texts: list[InboundText] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.receipts) + len(self.texts) + len(self.unreadable)


def read_message(kind: str, text: str) -> Reading:
    """Read every event of a message. Never raises for what the message says."""
    reading = Reading()
    reader = READERS[kind]
    try:
        for event in _events(orjson.loads(text)):
            try:
                if kind in TEXT_KINDS and is_inbound(event):
                    reading.texts.append(read_inbound(event))
                else:
                    reading.receipts.append(reader(event))
            except UnreadableReceipt as error:
                reading.unreadable.append(error.code)
            if reading.size >= MOST_EVENTS:
                reading.unreadable.append("too-many-events")
                break
    except orjson.JSONDecodeError:
        reading.unreadable.append("not-json")
    except UnreadableReceipt as error:
        reading.unreadable.append(error.code)
    return reading


def count_unreadable(provider: str, codes: list[str], message_id: str) -> None:
    """Count and log what could not be read, without a word of it."""
    today = datetime.now(UTC).date()
    for code in sorted(codes):
        logger.warning("Message %s of provider %s: %s", message_id, provider, code)
        with connection.cursor() as cursor:
            cursor.execute(COUNT_UNREADABLE, [provider, code, today, message_id[:100]])


def _events(message: object, depth: int = 0) -> Iterator[Event]:
    """Yield the events of a message: one, a list, a list in an envelope, or CloudWatch's logs."""
    if depth > DEEPEST:
        raise UnreadableReceipt("too-deep")
    if isinstance(message, list):
        for item in message:
            yield from _events(item, depth + 1)
    elif isinstance(message, str):  # an event that somebody encoded twice
        yield from _events(orjson.loads(message), depth + 1)
    elif not isinstance(message, dict):
        raise UnreadableReceipt("not-an-object")
    elif isinstance(message.get("Messages"), list):
        yield from _events(message["Messages"], depth + 1)
    elif isinstance(message.get("awslogs"), dict):
        yield from _events(_logs(message["awslogs"].get("data")), depth + 1)
    elif message.get("Type") == "Notification" and isinstance(message.get("Message"), str):
        yield from _events(message["Message"], depth + 1)
    else:
        yield message


def _logs(packed: object) -> list[object]:
    """Unpack a CloudWatch subscription: base64 of gzip of JSON, at most MOST_LOG_BYTES of it."""
    if not isinstance(packed, str):
        raise UnreadableReceipt("bad-logs")
    try:
        unpacker = zlib.decompressobj(wbits=31)
        text = unpacker.decompress(b64decode(packed, validate=True), MOST_LOG_BYTES)
        events = orjson.loads(text)["logEvents"]
        return [event["message"] for event in events]
    except (binascii.Error, zlib.error, orjson.JSONDecodeError, KeyError, TypeError):
        raise UnreadableReceipt("bad-logs") from None

"""Fetch receipts that wait in SQS. A message is deleted only after its receipts are committed.

A crash in between brings the message back, and a receipt that is there already does nothing.
"""

import logging
from functools import lru_cache
from typing import Any

import boto3
import orjson
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction

from notify.delivery.models import Provider
from notify.delivery.receipts import apply_receipts
from notify.delivery.receipts_in import READERS, Reading, count_unreadable, read_message
from notify.delivery.received_texts import receive_texts

logger = logging.getLogger(__name__)

LONG_POLL_SECONDS = 5  # a worker that stops waits for it
MESSAGES_AT_ONCE = 10  # the most that SQS hands out
LEASE_SECONDS = 60
MOST_ROUNDS = 50  # in one poll, so that a full queue does not hide the other queues


def poll_all(wait_seconds: int = LONG_POLL_SECONDS) -> int:
    """Poll every provider's queue once; return how many messages were taken.

    A queue that cannot be reached is logged and does not keep the others waiting.
    """
    providers = list(Provider.objects.filter(kind__in=READERS).exclude(receipts_queue_url=""))
    taken = 0
    for provider in providers:
        try:
            # Waiting long at one queue would leave the others unread.
            taken += poll_queue(provider, wait_seconds if len(providers) == 1 else 1)
        except (BotoCoreError, ClientError, ValueError) as error:
            name = type(error).__name__
            logger.warning("The queue of provider %s cannot be read: %s", provider.name, name)
    return taken


def poll_queue(provider: Provider, wait_seconds: int = LONG_POLL_SECONDS) -> int:
    """Take messages until the queue is empty; return how many.

    Raises botocore's BotoCoreError and ClientError.
    """
    sqs = _client(provider)
    taken = 0
    for _ in range(MOST_ROUNDS):
        answer = sqs.receive_message(
            QueueUrl=provider.receipts_queue_url,
            MaxNumberOfMessages=MESSAGES_AT_ONCE,
            WaitTimeSeconds=0 if taken else wait_seconds,
            VisibilityTimeout=LEASE_SECONDS,
        )
        messages = answer.get("Messages", [])
        if not messages:
            break
        apply_messages(provider, messages)
        _delete(sqs, provider.receipts_queue_url, messages)
        taken += len(messages)
    return taken


@transaction.atomic
def apply_messages(provider: Provider, messages: list[dict[str, Any]]) -> int:
    """Apply a batch in one transaction; return how many notifications changed."""
    readings = [(message["MessageId"], _read(provider, message["Body"])) for message in messages]
    changed = apply_receipts([one for _, reading in readings for one in reading.receipts])
    for message_id, reading in readings:
        receive_texts(provider.name, reading.texts)
        count_unreadable(provider.name, reading.unreadable, message_id)
    return changed


def _read(provider: Provider, body: str) -> Reading:
    """Read a message, and only of the provider's topic where it says which it comes from."""
    if provider.receipts_topic and _topic_of(body) not in ("", provider.receipts_topic):
        return Reading(unreadable=["unknown-topic"])
    return read_message(provider.kind, body)


def _topic_of(body: str) -> str:
    """Return the topic in SNS's envelope; nothing where the queue gets messages without one."""
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    return str(message.get("TopicArn", "")) if isinstance(message, dict) else ""


def _delete(sqs: Any, url: str, messages: list[dict[str, Any]]) -> None:
    entries = [
        {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
        for number, message in enumerate(messages)
    ]
    sqs.delete_message_batch(QueueUrl=url, Entries=entries)


def _client(provider: Provider) -> Any:
    endpoint = "/".join(provider.receipts_queue_url.split("/")[:3])
    return _client_at(provider.options.get("region", ""), endpoint)


@lru_cache(maxsize=32)
def _client_at(region: str, endpoint: str) -> Any:
    config = Config(
        connect_timeout=3, read_timeout=LONG_POLL_SECONDS + 5, retries={"total_max_attempts": 2}
    )
    return boto3.client("sqs", region_name=region, endpoint_url=endpoint, config=config)

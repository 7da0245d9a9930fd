"""Receipts that wait in SQS, against a stand-in of it."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.db import DatabaseError
from moto.server import ThreadedMotoServer

from notify.delivery import poll_receipts
from notify.delivery.models import Provider, UnreadableReceipts
from notify.delivery.poll_receipts import poll_all, poll_queue
from notify.services.models import Service
from tests.delivery.receipt_events import TOPIC, make_provider, ses_event
from tests.delivery.rows import accept, counts, statuses
from tests.providers.servers import closed_port

REGION = "ca-central-1"


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


class Queue:
    def __init__(self, url: str) -> None:
        self.sqs = boto3.client("sqs", region_name=REGION, endpoint_url=url)
        name = f"receipts-{id(self)}"
        self.url = self.sqs.create_queue(QueueName=name)["QueueUrl"]

    def put(self, *bodies: object) -> None:
        for body in bodies:
            text = body if isinstance(body, str) else json.dumps(body)
            self.sqs.send_message(QueueUrl=self.url, MessageBody=text)

    def left(self) -> int:
        """Return how many messages are waiting or lent out."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)
        return sum(int(number) for number in found["Attributes"].values())


@pytest.fixture
def queue(aws: str, monkeypatch: pytest.MonkeyPatch) -> Queue:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATESTTESTTESTTEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up-for-tests")
    poll_receipts._client_at.cache_clear()
    return Queue(aws)


@pytest.fixture
def provider(db: None, queue: Queue) -> Provider:
    return make_provider(receipts_queue_url=queue.url)


def wrapped(event: dict[str, Any], topic: str = TOPIC) -> dict[str, Any]:
    return {"Type": "Notification", "TopicArn": topic, "Message": json.dumps(event)}


def test_everything_that_waits_is_applied_and_deleted(
    service: Service, provider: Provider, queue: Queue
) -> None:
    ids = accept(service, 23)
    queue.put(*[wrapped(ses_event(one)) for one in ids])

    taken = poll_queue(provider, 0)

    assert (taken, queue.left()) == (23, 0)
    assert counts(service) == {"delivered": 23}


def test_messages_without_an_envelope_are_read_too(
    service: Service, provider: Provider, queue: Queue
) -> None:
    (one,) = accept(service)
    queue.put(ses_event(one))

    poll_queue(provider, 0)

    assert statuses([one]) == {"delivered"}


def test_a_message_stays_in_the_queue_when_it_is_not_committed(
    service: Service, provider: Provider, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise DatabaseError

    (one,) = accept(service)
    queue.put(ses_event(one))
    monkeypatch.setattr(poll_receipts, "apply_receipts", fail)

    with pytest.raises(DatabaseError):
        poll_queue(provider, 0)

    assert queue.left() == 1


def test_unreadable_and_strange_messages_are_counted_and_deleted(
    service: Service, provider: Provider, queue: Queue
) -> None:
    (one,) = accept(service)
    queue.put("not json", wrapped(ses_event(one), topic=f"{TOPIC}-of-a-stranger"))

    poll_queue(provider, 0)

    found = set(UnreadableReceipts.objects.values_list("code", "count"))
    assert found == {("not-json", 1), ("unknown-topic", 1)}
    assert (queue.left(), statuses([one])) == (0, {"created"})


def test_a_queue_that_is_gone_does_not_hide_another(
    service: Service, provider: Provider, queue: Queue
) -> None:
    (one,) = accept(service)
    queue.put(ses_event(one))
    with closed_port() as port:
        gone = f"http://127.0.0.1:{port}/1/gone"
        make_provider(name="a-gone", receipts_queue_url=gone, priority=1)

        assert poll_all(0) == 1

    assert statuses([one]) == {"delivered"}

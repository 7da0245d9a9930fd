"""One running product for all the fault tests: each leaves it working."""

import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from bench.product import Product
from bench.routes import add_provider, use_only
from tests.faults.far_end import FarEnd

AWS = {"AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "made-up-for-tests"}
REGION = "ca-central-1"
READ_SECONDS = "4"  # far_end.py: what is slow is answered long before, what hangs long after
# Texts are held when in doubt, emails are sent again.
HOLD_TEXTS = """
from uuid import UUID, uuid4
from notify.message_templates.models import Category, Template
template = Template.objects.get(pk=UUID("{template}"))
category = template.category
category.pk = uuid4()
category.name_en = category.name_fr = "Held when in doubt"
category.unknown_outcome = "hold"
category.save(force_insert=True)
Template.objects.filter(pk=template.pk).update(category=category)
"""


@pytest.fixture(scope="package")
def product() -> Iterator[Product]:
    # Not pytest's own folder: each run of pytest closes that to the user that PostgreSQL runs as.
    folder = Path(tempfile.mkdtemp(prefix="notify-product-"))
    running = Product(
        folder, DELIVERY_DOUBT_SECONDS="3", BASE_URL="https://notify.example.test", **AWS
    )
    running.start()
    running.manage("shell", "-c", HOLD_TEXTS.format(template=running.demo["templates"]["sms"]))
    yield running
    running.stop()
    shutil.rmtree(folder)


class ReceiptQueue:
    """An SQS queue that the workers poll."""

    def __init__(self, endpoint: str, name: str) -> None:
        keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
        self.sqs = boto3.client("sqs", region_name=REGION, endpoint_url=endpoint, **keys)
        self.url: str = self.sqs.create_queue(QueueName=name)["QueueUrl"]

    def put(self, *bodies: object) -> None:
        for start in range(0, len(bodies), 10):
            entries = [
                {
                    "Id": str(number),
                    "MessageBody": body if isinstance(body, str) else json.dumps(body),
                }
                for number, body in enumerate(bodies[start : start + 10])
            ]
            self.sqs.send_message_batch(QueueUrl=self.url, Entries=entries)

    def is_empty(self) -> bool:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found: dict[str, Any] = self.sqs.get_queue_attributes(
            QueueUrl=self.url, AttributeNames=names
        )
        return not sum(int(number) for number in found["Attributes"].values())


@dataclass(frozen=True)
class Receipts:
    """The queues of both channels."""

    email: ReceiptQueue
    sms: ReceiptQueue


@pytest.fixture(scope="package")
def receipts() -> Iterator[Receipts]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    yield Receipts(ReceiptQueue(url, "emails"), ReceiptQueue(url, "texts"))
    server.stop()


@pytest.fixture
def far_end(product: Product, receipts: Receipts) -> Iterator[FarEnd]:
    """The only provider of both channels, for a test; the sandbox is back after it."""
    far_end = FarEnd()
    for kind, channel in (("ses", "email"), ("sms_voice", "sms")):
        route_to(
            product,
            far_end,
            f"far-{channel}",
            kind,
            channel,
            receipts_queue_url=getattr(receipts, channel).url,
        )
    use_only(product, {"email": ["far-email"], "sms": ["far-sms"]})
    yield far_end
    use_only(product, {channel: [f"sandbox-{channel}"] for channel in ("email", "sms")})
    with product.database() as connection:
        connection.execute("DELETE FROM delivery_provider WHERE name LIKE 'far-%'")
    far_end.close()


def route_to(
    product: Product, far_end: FarEnd, name: str, kind: str, channel: str, **fields: Any
) -> None:
    """Make a provider of a far end."""
    add_provider(
        product,
        name,
        kind=kind,
        channel=channel,
        url=far_end.url,
        per_second=200,
        receipts_topic=f"arn:aws:sns:{REGION}:123456789012:{kind}",
        options={"read_timeout": READ_SECONDS},
        **fields,
    )

"""CPU of one send: our signed request against boto3, to a stub of SES on loopback.

    python -m bench.provider_send [--sends 2000] [--rounds 3] [--threads 1 16]

The stub runs in its own process and answers at once, so what is measured is the sender alone.
Absolute figures move with the machine; the ratio within one run is what counts.
"""

import argparse
import asyncio
import multiprocessing
import os
import re
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from uuid import uuid4

import boto3
from botocore.config import Config

from bench.results import Figure, save
from notify.providers.base import Email
from notify.providers.ses import SesProvider

REGION = "ca-central-1"
BODY = b'{"MessageId":"0100000000000000-bench"}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(BODY),
    BODY,
)
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
TEXT = "Bonjour Zoë, votre demande a été reçue. " * 50
HTML = f"<html><body>{'<p>Bonjour Zoë, votre demande a été reçue.</p>' * 80}</body></html>"

Send = Callable[[Email], object]


async def answer_forever(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            await reader.readexactly(int(length.group(1)) if length else 0)
            writer.write(ANSWER)
    writer.close()


def run_stub(told: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.start_server(answer_forever, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def make_email() -> Email:
    return Email(
        id=uuid4(),
        to="zoe.tremblay@example.gc.ca",
        from_name="Pêches et Océans",
        from_address="peches@notification.example.gc.ca",
        reply_to=None,
        subject="Votre demande a été reçue",
        text=TEXT,
        html=HTML,
        headers={"List-Unsubscribe": "<https://notification.example.gc.ca/unsubscribe/abc>"},
    )


def boto3_send(url: str) -> Send:
    client = boto3.client(
        "sesv2",
        region_name=REGION,
        endpoint_url=url,
        config=Config(retries={"total_max_attempts": 1}, max_pool_connections=64),
    )

    def send(email: Email) -> object:
        return client.send_email(
            FromEmailAddress=f"{email.from_name} <{email.from_address}>",
            Destination={"ToAddresses": [email.to]},
            Content={
                "Simple": {
                    "Subject": {"Data": email.subject, "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": email.text, "Charset": "UTF-8"},
                        "Html": {"Data": email.html, "Charset": "UTF-8"},
                    },
                    "Headers": [
                        *({"Name": name, "Value": value} for name, value in email.headers.items()),
                        {"Name": "X-Notify-Id", "Value": str(email.id)},
                    ],
                }
            },
            EmailTags=[{"Name": "notify-id", "Value": str(email.id)}],
        )["MessageId"]

    return send


def measure(send: Send, emails: list[Email], threads: int) -> tuple[float, float]:
    """Return milliseconds of CPU a send, and sends a second."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(send, emails[: threads * 4]))  # connect
        cpu, wall = time.process_time(), time.perf_counter()
        list(pool.map(send, emails))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return cpu / len(emails) * 1000, len(emails) / wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sends", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 16])
    arguments = parser.parse_args()
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    told, tell = multiprocessing.Pipe(duplex=False)
    stub = multiprocessing.get_context("spawn").Process(target=run_stub, args=(tell,), daemon=True)
    stub.start()
    try:
        url = f"http://127.0.0.1:{told.recv()}"
        ours = SesProvider({"region": REGION, "endpoint_url": url}).send
        compare({"boto3": boto3_send(url), "ours": ours}, arguments)
    finally:
        stub.terminate()
        stub.join()


def compare(senders: dict[str, Send], arguments: argparse.Namespace) -> None:
    """Measure the senders in turns, so that a noisy minute hits both."""
    print("threads  sender  CPU ms/send  sends/s")
    figures: dict[str, Figure] = {}
    for threads in arguments.threads:
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in senders}
        for _ in range(arguments.rounds):
            emails = [make_email() for _ in range(arguments.sends)]
            for name, send in senders.items():
                found[name].append(measure(send, emails, threads))
        cpu = {name: statistics.median(one[0] for one in rounds) for name, rounds in found.items()}
        for name, rounds in found.items():
            rate = statistics.median(one[1] for one in rounds)
            print(f"{threads:7}  {name:6}  {cpu[name]:11.3f}  {rate:7.0f}")
        print(f"{threads:7}  ratio   {cpu['boto3'] / cpu['ours']:11.2f}")
        label = f"CPU of a send, {threads} thread{'s' if threads > 1 else ''} (floor: boto3)"
        figures[label] = Figure(cpu["ours"], "ms", cpu["boto3"])
    save("provider_send", figures)


if __name__ == "__main__":
    main()

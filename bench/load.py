"""Offer requests over keep-alive connections and time the answers.

An HTTP/1.1 client of 40 lines, because the ones from libraries cost more CPU than the server.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Load:
    """What a run measured: requests a second, latencies in ms, and answers that were not 201."""

    per_second: float
    p50: float
    p99: float
    accepted: int
    refused: int


def offer(port: int, requests: Iterator[bytes], *, connections: int, number: int) -> Load:
    """Send `number` requests over `connections` connections, each waiting for its answer."""
    return asyncio.run(_offer(port, requests, connections, number))


def post(path: str, key: str, body: Body) -> bytes:
    """Return the bytes of a POST with an API key."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ApiKey-v1 {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


async def _offer(port: int, requests: Iterator[bytes], connections: int, number: int) -> Load:
    latencies: list[float] = []
    statuses: list[bytes] = []
    left = iter(range(number))

    async def work() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            began = time.perf_counter()
            writer.write(next(requests))
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
            latencies.append(time.perf_counter() - began)
            statuses.append(head[9:12])
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    seconds = time.perf_counter() - began
    latencies.sort()
    accepted = statuses.count(b"201")
    return Load(
        per_second=number / seconds,
        p50=latencies[len(latencies) // 2] * 1000,
        p99=latencies[int(len(latencies) * 0.99)] * 1000,
        accepted=accepted,
        refused=number - accepted,
    )


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.index(b"content-length:") + len(b"content-length:")
    return int(lower[start : lower.index(b"\r", start)])

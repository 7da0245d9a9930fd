"""A stand-in for AWS on loopback: takes emails and texts, and answers after a while.

    python -m bench.stub_provider PORT DELAY_MS [ADDRESS]

`GET /count` answers how many messages came and how many different ones; `GET /times` when each
first came, by its id.
"""

import asyncio
import json
import sys
import time

ANSWER = b'{"MessageId":"%d"}'
TAG = b'"notify-id"'


class Stub:
    """Counts the messages that are posted to it."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.taken = 0
        self.ids: dict[bytes, float] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if head.startswith(b"GET /times"):
                    times = {one.decode(): at for one, at in self.ids.items()}
                    writer.write(_http(json.dumps(times).encode()))
                    continue
                if head.startswith(b"GET"):
                    counts = {"taken": self.taken, "different": len(self.ids)}
                    writer.write(_http(json.dumps(counts).encode()))
                    continue
                body = await reader.readexactly(_length(head))
                self.ids.setdefault(_notification_id(body), time.time())
                await asyncio.sleep(self.delay)
                self.taken += 1
                writer.write(_http(ANSWER % self.taken))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def _notification_id(body: bytes) -> bytes:
    """Cut our id out of an email's tags or a text's context, without reading the whole."""
    at = body.index(TAG) + len(TAG)
    value = body.find(b'"Value"', at, at + 20)
    start = body.index(b'"', value + 8 if value > 0 else at) + 1
    return body[start : start + 36]


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.index(b"content-length:") + len(b"content-length:")
    return int(lower[start : lower.index(b"\r", start)])


def _http(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


async def main(port: int, delay_ms: float, address: str) -> None:
    stub = Stub(delay_ms / 1000)
    server = await asyncio.start_server(stub.serve, address, port, limit=2**20)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    place = sys.argv[3] if len(sys.argv) > 3 else "127.0.0.1"
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), place))

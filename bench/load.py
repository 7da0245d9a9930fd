"""Offer requests over keep-alive connections and time the answers.

Plain sockets and epoll: clients from libraries cost more CPU than the server they measure, and
they would take it from the server, which shares the processors.
"""

import json
import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]
END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """What a run measured: requests a second, latencies in ms, and answers that were not 201."""

    per_second: float
    p50: float
    p99: float
    accepted: int
    refused: int


def post(path: str, key: str, body: Body) -> bytes:
    """Return the bytes of a POST with an API key."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ApiKey-v1 {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def offer(
    port: int,
    requests: Iterator[bytes],
    *,
    connections: int,
    number: int,
    hosts: tuple[str, ...] = ("127.0.0.1",),
) -> Load:
    """Send `number` requests over `connections` connections, each waiting for its answer."""
    return _Offer(requests, number).run(
        [
            socket.create_connection((hosts[place % len(hosts)], port), timeout=10)
            for place in range(connections)
        ]
    )


class _Offer:
    def __init__(self, requests: Iterator[bytes], number: int) -> None:
        self._requests = requests
        self._number = self._left = number
        self._latencies: list[float] = []
        self._accepted = 0
        self._began: dict[int, float] = {}
        self._received: dict[int, bytes] = {}

    def run(self, sockets: list[socket.socket]) -> Load:
        poll = select.epoll()
        by_number = {each.fileno(): each for each in sockets}
        for each in sockets:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            poll.register(each.fileno(), select.EPOLLIN)
        began = time.perf_counter()
        for each in sockets:
            self._send(each)
        while len(self._latencies) < self._number:
            events = poll.poll(30)
            assert events, "no answer within 30 s"
            for descriptor, _ in events:
                self._receive(by_number[descriptor])
        seconds = time.perf_counter() - began
        for each in sockets:
            each.close()
        poll.close()
        return self._measured(seconds)

    def _send(self, connection: socket.socket) -> None:
        if self._left:
            self._left -= 1
            self._received[connection.fileno()] = b""
            self._began[connection.fileno()] = time.perf_counter()
            connection.sendall(next(self._requests))

    def _receive(self, connection: socket.socket) -> None:
        number = connection.fileno()
        data = connection.recv(65536)
        assert data, "the server closed a connection"
        answer = self._received[number] = self._received[number] + data
        head, found, body = answer.partition(END_OF_HEAD)
        if not found or len(body) < _length(head):
            return
        self._latencies.append(time.perf_counter() - self._began[number])
        self._accepted += answer[9:12] == b"201"
        self._send(connection)

    def _measured(self, seconds: float) -> Load:
        latencies = sorted(self._latencies)
        return Load(
            per_second=self._number / seconds,
            p50=latencies[len(latencies) // 2] * 1000,
            p99=latencies[int(len(latencies) * 0.99)] * 1000,
            accepted=self._accepted,
            refused=self._number - self._accepted,
        )


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.index(b"content-length:") + len(b"content-length:")
    end = lower.find(b"\r", start)
    return int(lower[start : end if end >= 0 else None])

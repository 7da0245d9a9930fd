"""Kept connections, against a server that answers byte for byte what a test wants."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from notify.providers import keep_alive
from notify.providers.base import Unavailable
from notify.providers.keep_alive import KeepAlive, Reply

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Scripted:
    """Answers each request with the next of ``answers``; None hangs up instead.

    ``requests`` has what came and over which connection.
    """

    def __init__(self) -> None:
        self.answers: list[bytes | None] = []
        self.requests: list[tuple[int, bytes]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _run(self) -> None:
        number = 0
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                number += 1
                Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError):
            while data := connection.recv(65536):
                self.requests.append((number, data))
                answer = self.answers.pop(0)
                if answer is None:
                    return
                connection.sendall(answer)
                if b"\r\n\r\n" in answer and b"ontent-" not in answer and b"hunked" not in answer:
                    return


@pytest.fixture
def server() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.close()


@pytest.fixture
def pool(server: Scripted) -> KeepAlive:
    return KeepAlive(server.url, connect_timeout=5, read_timeout=5)


def post(pool: KeepAlive) -> Reply:
    return pool.post("/", b"{}", {"Host": "a", "Content-Type": "application/json"})


def test_request_is_whole_and_plain(server: Scripted, pool: KeepAlive) -> None:
    server.answers = [PLAIN]

    reply = pool.post("/v2/x", b'{"a":1}', {"Host": "ses.example", "X-A": "b"})

    assert (reply.status, reply.body, reply.headers) == (200, b"ok", {"content-length": "2"})
    assert server.requests[0][1] == (
        b'POST /v2/x HTTP/1.1\r\nContent-Length: 7\r\nHost: ses.example\r\nX-A: b\r\n\r\n{"a":1}'
    )


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (PLAIN, 200, b"ok"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN, 200, b"ok"),
        (b"HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 400, b"a"),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, b"until the end"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", 200, b"ok"),
        (PLAIN + b"HTTP/1.1 500 Never\r\nContent-Length: 0\r\n\r\n", 200, b"ok"),
        (PLAIN + b"\x00noise", 200, b"ok"),
    ],
    ids=["plain", "preliminary", "chunked", "until-closed", "close", "two-answers", "noise-after"],
)
def test_answer_is_read_as_it_was_meant(
    server: Scripted, pool: KeepAlive, answer: bytes, status: int, body: bytes
) -> None:
    server.answers = [answer]

    reply = post(pool)

    assert (reply.status, reply.body) == (status, body)


@pytest.mark.parametrize(
    ("first", "connections"),
    [
        (PLAIN, [1, 1]),
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", [1, 1]),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", [1, 2]),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", [1, 2]),
        (PLAIN + b"HTTP/1.1 500 Never\r\nContent-Length: 0\r\n\r\n", [1, 2]),
        (PLAIN + b"\x00noise", [1, 2]),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", [1, 2]),
    ],
    ids=[
        "kept",
        "after-an-error",
        "close",
        "old-http",
        "two-answers",
        "noise-after",
        "until-closed",
    ],
)
def test_connection_is_used_again_only_if_nothing_of_its_answer_can_be_left(
    server: Scripted, pool: KeepAlive, first: bytes, connections: list[int]
) -> None:
    server.answers = [first, PLAIN]

    post(pool)
    assert post(pool).body == b"ok"

    assert [number for number, _ in server.requests] == connections


def test_connection_idle_for_long_is_not_trusted(
    server: Scripted, pool: KeepAlive, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers = [PLAIN, PLAIN]
    post(pool)
    monkeypatch.setattr(keep_alive, "IDLE_SECONDS", 0.0)

    post(pool)

    assert [number for number, _ in server.requests] == [1, 2]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "connection-lost"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nok", "no-answer"),
        (b"SMTP ready", "unreadable-answer"),
        (b"HTTP/1.1 101 Up\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "unreadable-answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n" + b"a" * 1_100_000, "unreadable-"),
    ],
    ids=["hung-up", "half", "other-protocol", "upgrade", "endless"],
)
def test_request_on_a_kept_connection_is_never_sent_twice(
    server: Scripted, answer: bytes | None, code: str
) -> None:
    pool = KeepAlive(server.url, connect_timeout=5, read_timeout=0.5)
    server.answers = [PLAIN, answer, PLAIN]
    post(pool)

    with pytest.raises(Unavailable, match=code) as caught:
        post(pool)

    assert caught.value.outcome_unknown
    assert len(server.requests) == 2
    assert post(pool).body == b"ok"
    assert [number for number, _ in server.requests] == [1, 1, 2]


@pytest.mark.parametrize("value", ["secret\n", "secret\r\nX-Other: b", "s\u00e9cret"])
def test_header_that_would_become_another_is_not_sent(
    server: Scripted, pool: KeepAlive, value: str
) -> None:
    with pytest.raises(Unavailable, match="provider-set-up") as caught:
        pool.post("/", b"{}", {"Host": "a", "X-Amz-Security-Token": value})

    assert not caught.value.outcome_unknown
    assert "secret" not in str(caught.value)
    assert server.requests == []


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    pool = KeepAlive(f"http://127.0.0.1:{port}", connect_timeout=1, read_timeout=1)

    with pytest.raises(Unavailable, match="no-connection") as caught:
        post(pool)

    assert not caught.value.outcome_unknown


def test_host_that_cannot_be_a_name() -> None:
    pool = KeepAlive(f"http://{'a' * 70}.example", connect_timeout=1, read_timeout=1)

    with pytest.raises(Unavailable, match="no-connection"):
        post(pool)

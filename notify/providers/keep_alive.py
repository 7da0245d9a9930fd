"""POST to one server over connections that are kept open, at half the CPU of urllib3.

A send in a thread costs 0.21 ms so, signing included, and 0.46 with urllib3, which was half of what
a worker did. httptools parses the answers. Nothing is ever sent twice: libcurl and others ask again
when a kept connection turns out to be dead, but the server may have taken the first request.
"""

import select
import socket
import ssl
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import httptools
from botocore.httpsession import get_cert_path

from notify.providers.base import Unavailable
from notify.providers.masking import mask

IDLE_SECONDS = 30.0  # firewalls forget connections that are idle for minutes, and tell nobody
RECEIVED_AT_ONCE = 64 * 1024  # bytes; an answer has a few hundred
LONGEST_ANSWER = 1024 * 1024
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Reply:
    """An answer. Header names are lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class KeepAlive:
    """Connections to one server. Thread-safe; never retries, never follows a redirect.

    ``read_timeout``: seconds for sending the request, and then for all of the answer: each byte
    alone may come in time.
    """

    def __init__(self, url: str, *, connect_timeout: float, read_timeout: float) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._address = (self._host, parts.port or PORTS[parts.scheme])
        self._tls = _trusting() if parts.scheme == "https" else None
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._idle: deque[tuple[socket.socket, float]] = deque()  # and since when

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send one request; return any answer, good or bad. ``headers`` name the host.

        Raises Unavailable; the outcome is known only if nothing was sent: there was no connection,
        or a header would end where it should not (credentials may come with a line's end).
        """
        for name, value in headers.items():
            if not (value.isascii() and value.isprintable()):
                raise Unavailable("provider-set-up", f"The header {name} cannot be sent.")
        lines = [f"POST {path} HTTP/1.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        request = "\r\n".join([*lines, "", ""]).encode("ascii") + body
        connection = self._kept() or self._connect()
        answer = None
        try:
            answer = self._exchange(connection, request)
        except TimeoutError as error:
            raise _unknown("no-answer", error) from None
        except (OSError, EOFError) as error:
            raise _unknown("connection-lost", error) from None
        except httptools.HttpParserError as error:
            raise _unknown("unreadable-answer", error) from None
        finally:
            if answer and answer.leaves_open:
                self._idle.append((connection, time.monotonic()))
            else:
                connection.close()
        return Reply(answer.status, b"".join(answer.body), answer.headers)

    def _kept(self) -> socket.socket | None:
        """Return an idle connection that still lives, the last used first."""
        trusted = time.monotonic() - IDLE_SECONDS
        with suppress(IndexError):  # another thread took the last
            while True:
                connection, since = self._idle.pop()
                if since > trusted and _is_quiet(connection):
                    return connection
                connection.close()
        return None

    def _connect(self) -> socket.socket:
        plain = None
        try:
            plain = socket.create_connection(self._address, self._connect_timeout)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            secure = self._tls and self._tls.wrap_socket(plain, server_hostname=self._host)
        except (OSError, UnicodeError) as error:
            if plain:
                plain.close()
            raise Unavailable("no-connection", _words(error)) from None
        connection = secure or plain
        connection.settimeout(self._read_timeout)
        return connection

    def _exchange(self, connection: socket.socket, request: bytes) -> "_Answer":
        connection.sendall(request)
        answer = _Answer()
        deadline = time.monotonic() + self._read_timeout
        try:
            answer.feed(connection.recv(RECEIVED_AT_ONCE))
            while not answer.complete:
                connection.settimeout(max(deadline - time.monotonic(), 0.001))
                answer.feed(connection.recv(RECEIVED_AT_ONCE))
                if time.monotonic() > deadline and not answer.complete:
                    raise TimeoutError("The answer took too long.")
            connection.settimeout(self._read_timeout)
            return answer
        finally:
            answer.end()


class _Answer:
    """What httptools tells of one answer; a preliminary one (1xx) is passed over."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body: list[bytes] = []
        self.complete = self.leaves_open = False
        self._ends_with_connection = False
        self._received = 0
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Take what came. Raises EOFError, and HttpParserError for what is no answer."""
        if not data:
            if not self._ends_with_connection:
                raise EOFError("The server closed the connection before its answer ended.")
            self.complete = True
            return
        self._received += len(data)
        if self._received > LONGEST_ANSWER:
            raise httptools.HttpParserError("The answer is too long.")
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if not self.complete:
                raise httptools.HttpParserError(type(error).__name__) from None
            self.leaves_open = False

    def end(self) -> None:
        """Let go of the parser, which refers to this object: nothing is left to the collector."""
        del self._parser

    def on_message_begin(self) -> None:
        if self.complete:  # more came than one answer: what would be read next is not ours
            self.leaves_open = False
        else:
            self.headers, self.body = {}, []

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.complete:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        if not self.complete:
            self.status = self._parser.get_status_code()
            sized = self.headers.keys() & {"content-length", "transfer-encoding"}
            self._ends_with_connection = self.status >= 200 and not sized

    def on_body(self, data: bytes) -> None:
        if not self.complete:
            self.body.append(data)

    def on_message_complete(self) -> None:
        if not self.complete and self.status >= 200:
            self.complete = True
            self.leaves_open = self._parser.should_keep_alive()  # true or false only in here


def _trusting() -> ssl.SSLContext:
    """Return a context that trusts whom botocore trusts."""
    context = ssl.create_default_context(cafile=get_cert_path(True))
    context.set_alpn_protocols(["http/1.1"])
    return context


def _is_quiet(connection: socket.socket) -> bool:
    """Say whether nothing waits to be read; between answers only the end of the connection does."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return not poll.poll(0)


def _unknown(code: str, error: Exception) -> Unavailable:
    return Unavailable(code, _words(error), outcome_unknown=True)


def _words(error: Exception) -> str:
    return mask(f"{type(error).__name__}: {error}")

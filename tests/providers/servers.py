"""Real servers on loopback that answer like AWS and like a mail relay, or fail in a chosen way."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, cast
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as SmtpProtocol
from aiosmtpd.smtp import AuthResult, Envelope, Session

from bench.product import free_port

LONGEST_HANG = 60.0  # seconds; a test ends long before


BROKEN_ANSWERS = {
    "drop-answer": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
    "noise": b"\x00\xff noise\r\n\r\n",
}


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire. Header names are lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class AwsServer:
    """An HTTP server that takes what SES, End User Messaging and SNS take.

    ``mode``: ok, hang, drip (an answer a byte at a time), drop-request (hang up before the body is
    read), drop-answer (hang up within the answer), noise (answer with bytes that are not HTTP),
    close-after (hang up after an answer).
    ``answer`` replaces the usual answer.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.mode = "ok"
        self.answer: Answer | None = None
        self.released = Event()
        self.hung_up = Event()
        self.lock = Lock()
        self._server = _HttpServer(self)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def usual_answer(request: Received) -> Answer:
    """Answer as AWS does when all is well."""
    reference = str(uuid4())
    if b"Action=Publish" in request.body:
        xml = (
            '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>'
            f"<MessageId>{reference}</MessageId></PublishResult></PublishResponse>"
        )
        return Answer(200, xml.encode(), {"Content-Type": "text/xml"})
    return Answer(200, f'{{"MessageId":"{reference}"}}'.encode())


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a full queue drops the seventeenth connection for a second

    def __init__(self, owner: AwsServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.owner = cast(_HttpServer, self.server).owner
        with self.owner.lock:
            self.owner.connections += 1

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        owner = self.owner
        if owner.mode == "drop-request":
            self._hang_up()
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Received(self.command, self.path, headers, body)
        with owner.lock:
            owner.requests.append(request)
        if owner.mode == "hang":
            owner.released.wait(LONGEST_HANG)
        elif owner.mode == "drip":
            self._drip()
        elif owner.mode in BROKEN_ANSWERS:
            self.wfile.write(BROKEN_ANSWERS[owner.mode])
        else:
            self._reply(owner.answer or usual_answer(request))
        if owner.mode != "ok":
            self._hang_up()

    def _reply(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1_000):
            if self.owner.released.wait(0.05):
                return
            try:
                self.wfile.write(b" ")
            except ConnectionError:
                return

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.owner.hung_up.set()


class MailServer:
    """A mail relay. ``replies`` says what to answer to MAIL, RCPT or DATA.

    ``mode``: ok, hang (never answer the message), drop-data (hang up when the message starts),
    drop-after-data (take the message, hang up), close-after (hang up after a message).
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        implicit_tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.envelopes: list[Envelope] = []
        self.connections = 0
        self.commands: list[str] = []
        self.replies: dict[str, str] = {}
        self.mode = "ok"
        self.tls, self.implicit_tls, self.login = tls, implicit_tls, login
        self.port = free_port()
        self.hung_up = Event()
        self._controller = _Controller(self)
        self._controller.start()

    def close(self) -> None:
        self._controller.stop()


class _Controller(Controller):
    def __init__(self, owner: MailServer) -> None:
        self.owner = owner
        super().__init__(
            _Hooks(owner), hostname="127.0.0.1", port=owner.port, ssl_context=owner.implicit_tls
        )

    def factory(self) -> SmtpProtocol:
        login = self.owner.login
        return _Protocol(
            self.handler,
            owner=self.owner,
            tls_context=self.owner.tls,
            require_starttls=self.owner.tls is not None,
            auth_required=login is not None,
            auth_require_tls=self.owner.tls is not None,
            authenticator=self._authenticate if login else None,
        )

    def _authenticate(self, *arguments: Any) -> AuthResult:
        given = arguments[-1]
        expected = tuple(word.encode() for word in self.owner.login or ())
        success = (given.login, given.password) == expected
        return AuthResult(success=success, handled=success)


class _Protocol(SmtpProtocol):
    def __init__(self, *arguments: Any, owner: MailServer, **options: Any) -> None:
        self.owner = owner
        self.greeted = False  # the controller tries the port when it starts, and says nothing
        super().__init__(*arguments, **options)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        if self.greeted:
            self.loop.call_soon(self.owner.hung_up.set)  # once the socket is closed

    async def smtp_EHLO(self, hostname: str) -> None:
        self.owner.connections += 1
        self.greeted = True
        await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str) -> None:
        self.owner.commands.append(f"MAIL {arg}")
        await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if self.owner.mode == "drop-data":
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Hooks:
    def __init__(self, owner: MailServer) -> None:
        self.owner = owner

    async def handle_MAIL(
        self, server: SmtpProtocol, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return self.owner.replies.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SmtpProtocol, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        reply = self.owner.replies.get("RCPT", "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SmtpProtocol, session: Session, envelope: Envelope) -> str:
        if self.owner.mode == "hang":
            await asyncio.sleep(LONGEST_HANG)
        if self.owner.mode == "drop-after-data":
            server.transport.abort()
        reply = self.owner.replies.get("DATA", "250 OK")
        if reply.startswith("250"):
            self.owner.envelopes.append(envelope)
        if self.owner.mode == "close-after":
            server.loop.call_later(0.02, server.transport.abort)
        return reply


@contextmanager
def closed_port() -> Iterator[int]:
    """Hold a port on which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])

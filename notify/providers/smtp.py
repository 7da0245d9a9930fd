"""Email through any SMTP server."""

import socket
import ssl
from collections import deque
from collections.abc import Mapping

from notify.providers.base import Email, Refused, Unavailable
from notify.providers.masking import mask
from notify.providers.mime import ascii_address, message_id, mime_bytes
from notify.providers.options import CONNECT_SECONDS, READ_SECONDS, Options, is_loopback
from notify.providers.smtp_connection import LOST, Connection, Server

PORTS = {"starttls": 587, "tls": 465, "none": 25}


class SmtpProvider:
    """Send email by SMTP over kept connections, at most one for each thread that is sending.

    Options: host, port, security (starttls, tls or none), username, password, ca_file,
    local_hostname and the timeouts.
    """

    name = "smtp"

    def __init__(self, options: Mapping[str, str]) -> None:
        self._server = _read_server(Options(self.name, options))
        self._idle: deque[Connection] = deque()

    def send(self, email: Email, /) -> str:
        """Send one email; return the Message-ID we gave it."""
        content = mime_bytes(email)
        recipient = ascii_address(email.to)
        connection = self._begin(ascii_address(email.from_address))
        try:
            connection.deliver(recipient, content)
        except Refused as error:
            self._keep_after_refusal(connection)
            raise Refused(error.code, mask(error.detail, email.to, recipient)) from None
        except Unavailable as error:
            connection.close()
            error.detail = mask(error.detail, email.to, recipient)
            raise
        self._idle.append(connection)
        return message_id(email)

    def close(self) -> None:
        """Close the connections that nobody is sending over."""
        while kept := self._take():
            kept.close()

    def _take(self) -> Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _begin(self, sender: str) -> Connection:
        """Announce a message over a kept connection, or over a new one when that one is dead."""
        kept = self._take()
        if kept:
            try:
                kept.begin(sender)
            except Unavailable as error:
                kept.close()
                if error.code != LOST:
                    raise
            except Refused:
                self._keep_after_refusal(kept)
                raise
            else:
                return kept
        fresh = Connection(self._server)
        try:
            fresh.begin(sender)
        except (Refused, Unavailable):
            fresh.close()
            raise
        return fresh

    def _keep_after_refusal(self, connection: Connection) -> None:
        try:
            connection.reset()
        except (Refused, Unavailable):
            connection.close()
            return
        self._idle.append(connection)


def _read_server(options: Options) -> Server:
    host = options.required("host", example="smtp.example.gc.ca")
    security = options.choice("security", "starttls", tuple(PORTS))
    username, password = options.text("username"), options.text("password")
    if bool(username) != bool(password):
        missing = "password" if username else "username"
        raise options.error(missing, "is missing; give both username and password, or neither")
    if username and security == "none" and not is_loopback(host):
        raise options.error("security", "is 'none', which shows the password; use starttls or tls")
    server = Server(
        host=host,
        port=options.integer("port", PORTS[security], lowest=1, highest=65_535),
        security=security,
        username=username,
        password=password,
        # smtplib would otherwise ask the DNS for our name at each connection
        local_hostname=options.text("local_hostname", socket.gethostname()),
        connect_timeout=options.seconds("connect_timeout", CONNECT_SECONDS),
        read_timeout=options.seconds("read_timeout", READ_SECONDS),
        tls=_tls_context(options),
    )
    options.finish()
    return server


def _tls_context(options: Options) -> ssl.SSLContext:
    ca_file = options.text("ca_file")
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError:
        raise options.error("ca_file", "cannot be read; give a PEM file of certificates") from None

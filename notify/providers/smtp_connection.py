"""One conversation with an SMTP server, stage by stage, so that a failure says what was lost."""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field

from notify.providers.base import Refused, Unavailable
from notify.providers.masking import mask

LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)
THROTTLING = re.compile(r"throttl|too many|rate limit|sending rate|rate exceeded", re.IGNORECASE)
NOT_AUTHORISED = frozenset({530, 534, 535, 538})
LOST = "connection-lost"
CLOSING = 421


@dataclass(frozen=True)
class Server:
    """Where and how to connect. ``security``: starttls, tls or none. Timeouts in seconds."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    local_hostname: str
    connect_timeout: float
    read_timeout: float
    tls: ssl.SSLContext = field(repr=False)


class Connection:
    """A greeted, secured and signed-in connection. Not for two threads at once.

    Every method raises Refused or Unavailable; after Unavailable the connection is of no use.
    """

    def __init__(self, server: Server) -> None:
        try:
            self._smtp = _open(server)
            self._smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                self._smtp.starttls(context=server.tls)
                self._smtp.ehlo_or_helo_if_needed()
            if server.username:
                self._smtp.login(server.username, server.password)
        except smtplib.SMTPAuthenticationError as error:
            raise Unavailable("not-authorised", f"SMTP {error.smtp_code}") from None
        except smtplib.SMTPNotSupportedError as error:
            raise Unavailable("provider-set-up", mask(str(error))) from None
        except smtplib.SMTPResponseException as error:
            words = _words(error.smtp_code, error.smtp_error)
            throttled = bool(THROTTLING.search(words))
            raise Unavailable("no-connection", mask(words), throttled=throttled) from None
        except (OSError, UnicodeError) as error:
            detail = mask(f"{type(error).__name__}: {error}")
            raise Unavailable("no-connection", detail) from None

    def begin(self, sender: str) -> None:
        """Announce a message. Nothing of it has left yet, so another connection may be tried."""
        self._command("MAIL", f"FROM:<{sender}>", refused="sender-refused")

    def deliver(self, recipient: str, content: bytes) -> None:
        """Send the announced message; return when the server has taken it over."""
        self._command("RCPT", f"TO:<{recipient}>", refused="invalid-recipient")
        code, reply = self._exchange("DATA")
        if code != 354:
            raise _failure(code, reply, refused="rejected")
        try:
            self._smtp.send(LINE_START_DOT.sub(b"..", content) + b".\r\n")
        except OSError as error:  # the final dot never left
            raise Unavailable(LOST, type(error).__name__) from None
        try:
            code, reply = self._smtp.getreply()
        except OSError as error:
            detail = mask(f"{type(error).__name__}: {error}")
            raise Unavailable("no-answer", detail, outcome_unknown=True) from None
        if not 200 <= code < 300:
            raise _failure(code, reply, refused="rejected", sent=True)

    def reset(self) -> None:
        """Forget the message that was refused."""
        self._command("RSET", "", refused=LOST)

    def close(self) -> None:
        """Hang up."""
        self._smtp.close()

    def _command(self, verb: str, words: str, *, refused: str) -> None:
        code, reply = self._exchange(verb, words)
        if not 200 <= code < 300:
            raise _failure(code, reply, refused=refused)

    def _exchange(self, verb: str, words: str = "") -> tuple[int, bytes]:
        try:
            return self._smtp.docmd(verb, words)
        except OSError as error:
            raise Unavailable(LOST, mask(f"{type(error).__name__}: {error}")) from None


class _ReadTimeout:
    """Connect within the connect timeout, then wait for answers as long as the read timeout."""

    read_timeout: float

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        connected.settimeout(self.read_timeout)
        return connected


class _PlainSmtp(_ReadTimeout, smtplib.SMTP):
    pass


class _TlsSmtp(_ReadTimeout, smtplib.SMTP_SSL):
    pass


def _open(server: Server) -> smtplib.SMTP:
    smtp: _PlainSmtp | _TlsSmtp
    if server.security == "tls":
        smtp = _TlsSmtp(
            local_hostname=server.local_hostname,
            timeout=server.connect_timeout,
            context=server.tls,
        )
    else:
        smtp = _PlainSmtp(local_hostname=server.local_hostname, timeout=server.connect_timeout)
    smtp.read_timeout = server.read_timeout
    smtp._host = server.host  # type: ignore[union-attr] # what starttls checks the certificate for
    code, reply = smtp.connect(server.host, server.port)
    if code != 220:
        smtp.close()
        raise smtplib.SMTPConnectError(code, reply)
    return smtp


def _words(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {text}"


def _failure(code: int, reply: bytes, *, refused: str, sent: bool = False) -> Refused | Unavailable:
    """Turn a reply that is not a success into the error to raise.

    ``sent``: the whole message had left, so an answer nobody can read leaves the outcome unknown.
    """
    words = _words(code, reply)
    detail = mask(words)
    if code in NOT_AUTHORISED:
        return Unavailable("not-authorised", detail)
    if 500 <= code < 600:
        return Refused(refused, detail)
    if code == CLOSING:
        return Unavailable(LOST, detail, throttled=bool(THROTTLING.search(words)))
    if 400 <= code < 500:
        throttled = bool(THROTTLING.search(words))
        return Unavailable(
            "throttled" if throttled else "provider-error", detail, throttled=throttled
        )
    return Unavailable("unreadable-answer", detail, outcome_unknown=sent)

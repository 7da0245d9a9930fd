"""Turn an email into headers and MIME bytes that every mail reader decodes alike.

The standard library writes our bodies and files, but not our headers: its folding turns a long
List-Unsubscribe address into encoded words, which no mail reader follows (Python 3.11).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, quote
from functools import lru_cache

from notify.providers.base import ID_HEADER, Email, Refused

FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")
HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,70}")
PLAIN_NAME = re.compile(r"[A-Za-z0-9 ]*")
LONGEST_LINE = 900  # RFC 5322 allows 998
BODY_POLICY = policy.SMTP.clone(cte_type="7bit")  # a relay need not know 8BITMIME
CONTENT_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
WRITTEN_BY_US = frozenset(
    "from to cc bcc sender reply-to subject date message-id mime-version return-path".split()
)


def check_headers(email: Email) -> None:
    """Refuse an email that could write a header of its own (a line break in any header field)."""
    fields = [email.to, email.from_name, email.from_address, email.reply_to or "", email.subject]
    fields += [part for file in email.files for part in (file.name, file.content_type)]
    fields += email.headers.values()
    if any(FORBIDDEN.search(value) for value in fields):
        raise Refused("invalid-header", "A header field has a line break or a control character.")
    for name in email.headers:
        ours = name.lower() in WRITTEN_BY_US or name.lower().startswith("content-")
        if ours or not HEADER_NAME.fullmatch(name):
            raise Refused("invalid-header", "An extra header has a name that is not allowed.")


def ascii_address(address: str) -> str:
    """Return the address with its domain in ASCII; refuse what no provider of ours can carry."""
    local_part, at, domain = address.rpartition("@")
    try:
        local_part.encode("ascii")
        written = f"{local_part}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise Refused("invalid-recipient", "The address cannot be written in ASCII.") from None
    if not (at and local_part and domain) or re.search(r"[\s<>]", written):
        raise Refused("invalid-recipient", "The address is not complete.")
    return written


def encoded(name: str, value: str, *, linesep: str = "") -> str:
    """Return a header value as ASCII; RFC 2047 words where it is not plain."""
    if value.isascii() and "=?" not in value and len(value) <= LONGEST_LINE:
        return value
    try:
        return Header(value, "utf-8", header_name=name).encode(linesep=linesep)
    except UnicodeError:
        raise Refused("invalid-content", "A header is not valid Unicode.") from None


def mailbox(name: str, address: str, *, linesep: str = "") -> str:
    """Return ``Name <address>`` as ASCII, safe for any name."""
    address = ascii_address(address)
    return f"{_shown_name(name, linesep)} <{address}>" if name else address


@lru_cache(maxsize=1024)  # a service sends under one name; encoding it costs a tenth of a send
def _shown_name(name: str, linesep: str) -> str:
    if name.isascii() and "=?" not in name and len(name) <= LONGEST_LINE:
        return name if PLAIN_NAME.fullmatch(name) else f'"{quote(name)}"'
    return encoded("From", name, linesep=linesep)


def extra_headers(email: Email) -> dict[str, str]:
    """Return the headers of this email beyond the usual ones, our id among them, in ASCII."""
    headers = {name: encoded(name, value) for name, value in email.headers.items()}
    return {**headers, ID_HEADER: str(email.id)}


def message_id(email: Email) -> str:
    """Return our Message-ID without its brackets: it contains the notification's id."""
    return f"{email.id}@{ascii_address(email.from_address).rpartition('@')[2]}"


def mime_bytes(email: Email) -> bytes:
    """Return the whole message, CRLF lines, ASCII only.

    Raises Refused for headers or text that cannot be written.
    """
    check_headers(email)
    try:
        body = _body(email).as_bytes()
    except (UnicodeError, LookupError, ValueError):
        raise Refused("invalid-content", "The content cannot be written as MIME.") from None
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(email))
    return head.encode("ascii") + body


def _headers(email: Email) -> Iterator[tuple[str, str]]:
    yield "From", mailbox(email.from_name, email.from_address, linesep="\r\n")
    yield "To", ascii_address(email.to)
    if email.reply_to:
        yield "Reply-To", ascii_address(email.reply_to)
    yield "Subject", encoded("Subject", email.subject, linesep="\r\n")
    yield "Date", format_datetime(datetime.now(UTC))
    yield "Message-ID", f"<{message_id(email)}>"
    yield from extra_headers(email).items()


def _body(email: Email) -> EmailMessage:
    message = EmailMessage(policy=BODY_POLICY)
    message.set_content(email.text)
    if email.html:
        message.add_alternative(email.html, subtype="html")
    for file in email.files:
        kind = file.content_type.lower()
        if not CONTENT_TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/")):
            kind = "application/octet-stream"
        maintype, _, subtype = kind.partition("/")
        message.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
    return message

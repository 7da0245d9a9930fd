"""Email addresses: what counts as one, and the form in which it is sent to and compared."""

import re
from dataclasses import dataclass
from typing import Final

from notify.recipients.errors import InvalidEmailAddress, RecipientErrorCode
from notify.recipients.whitespace import strip_invisible

LONGEST_ADDRESS: Final = 320
_LONGEST_HOST: Final = 253
_LONGEST_LABEL: Final = 63

_ADDRESS: Final = re.compile(r"[a-zA-Z0-9À-ÿ.!#$%&'*+/=?^_`{|}~-]+@([^.@][^@\s]+)")
_LABEL: Final = re.compile(r"(?:xn-|[a-z0-9]+)(?:-[a-z0-9]+)*", re.IGNORECASE | re.ASCII)
_TOP_LABEL: Final = re.compile(
    r"[a-z]{2,63}|xn--(?:[a-z0-9]+-)*[a-z0-9]+", re.IGNORECASE | re.ASCII
)

# Quotes and an ellipsis that a word processor left behind an address: the 2003 rules for
# international names let them through, no registry does.
_TYPOGRAPHY: Final = re.compile("[\u2018-\u201f\u2026\u00ab\u00bb\u2039\u203a]")


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address as it was written, and as it is sent to and compared: in lower case."""

    original: str
    normalised: str


def parse_email_address(text: str | None) -> EmailAddress:
    """Return the address in a text, less white space around it and zero-width characters.

    Accented letters pass before the `@`, international names after it.

    Raises `InvalidEmailAddress`.
    """
    address = strip_invisible(text) if text is not None else ""
    match = _ADDRESS.fullmatch(address) if len(address) <= LONGEST_ADDRESS else None
    if text is None or match is None or ".." in address or not _is_host(match[1]):
        raise InvalidEmailAddress(RecipientErrorCode.NOT_AN_EMAIL_ADDRESS)
    return EmailAddress(original=text, normalised=address.lower())


def _is_host(host: str) -> bool:
    ascii_host = host if host.isascii() else _ascii_host(host)
    labels = ascii_host.split(".")
    return (
        len(ascii_host) <= _LONGEST_HOST
        and len(labels) > 1
        and all(len(label) <= _LONGEST_LABEL and _LABEL.fullmatch(label) for label in labels)
        and _TOP_LABEL.fullmatch(labels[-1]) is not None
    )


def _ascii_host(host: str) -> str:
    if _TYPOGRAPHY.search(host):
        return ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""

"""One-click unsubscribing of mass mail: the headers of RFC 8058."""

import re

from .errors import RenderingError

# Printable ASCII without quotes and <>. Mail programs want https; the sandbox of one's own machine,
# which has no certificate, is no mail program.
_SAFE_ADDRESS = re.compile(r"(?:https://|http://(?:localhost|127\.0\.0\.1)[:/])[!#-;=?-~]+")


class UnsafeAddress(RenderingError):
    """An address to unsubscribe at is not https, or not fit for a header."""

    code = "unsafe_address"


def is_fit(address: str) -> bool:
    """Say whether mail programs can be told of an address to unsubscribe at."""
    return _SAFE_ADDRESS.fullmatch(address) is not None


def unsubscribe_headers(address: str) -> dict[str, str]:
    """Return the headers that let mail programs unsubscribe with one POST to an https address.

    Both must be covered by the DKIM signature; raise UnsafeAddress.
    """
    if not is_fit(address):
        raise UnsafeAddress
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

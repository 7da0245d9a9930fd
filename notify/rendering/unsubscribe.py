"""One-click unsubscribing of mass mail: the headers of RFC 8058."""

import re

from .errors import RenderingError

_SAFE_ADDRESS = re.compile(r"https://[!#-;=?-~]+")  # printable ASCII without quotes and <>


class UnsafeAddress(RenderingError):
    """An address to unsubscribe at is not https, or not fit for a header."""

    code = "unsafe_address"


def unsubscribe_headers(address: str) -> dict[str, str]:
    """Return the headers that let mail programs unsubscribe with one POST to an https address.

    Both must be covered by the DKIM signature; raise UnsafeAddress.
    """
    if not _SAFE_ADDRESS.fullmatch(address):
        raise UnsafeAddress
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

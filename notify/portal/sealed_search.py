"""Carry a searched value in an address without showing it.

What people search for is personal data. Sealed, it can be in the address and therefore works in any
number of tabs, after a reload and with a bookmark, and shows in no log and no browser history.
"""

import base64
import binascii

from notify.vault import CannotOpen, open_sealed, seal

LONGEST_SEARCH = 320  # characters; the longest email address


def seal_search(text: str, scope: str) -> str:
    """Return a token for the text that opens in the same scope only."""
    sealed = seal(text.strip()[:LONGEST_SEARCH], _purpose(scope))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_search(token: str, scope: str) -> str:
    """Return what a token searches for; nothing, if it is not one of this scope's."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return open_sealed(sealed, _purpose(scope))
    except (CannotOpen, binascii.Error, ValueError):
        return ""


def _purpose(scope: str) -> str:
    return f"portal search {scope}"

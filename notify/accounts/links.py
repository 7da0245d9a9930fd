"""Links that prove an address: sealed, good for an hour, and dead once what they are for is done.

A link carries a fingerprint of the person's state. Using it changes that state, so it works once; a
change of the password or of the address meanwhile ends it too. (The link that unlocks a browser
changes nothing but that browser.) Nothing in a link can be read.
"""

import base64
import binascii
import hashlib
import json
import time
from dataclasses import dataclass
from enum import StrEnum

from notify.accounts.models import User
from notify.vault import CannotOpen, open_sealed, seal

LIFE = 3600  # seconds


class Purpose(StrEnum):
    VERIFY = "verify an address"
    RESET = "choose a new password"
    UNLOCK = "unlock an account"
    NEW_ADDRESS = "change an address"


@dataclass(frozen=True)
class Link:
    """What a good link says: who, and what else was put in it."""

    user: User
    extra: str


def make_link(purpose: Purpose, user: User, extra: str = "") -> str:
    """Return the token of a link."""
    content = {"u": str(user.pk), "s": _state(user), "x": extra, "t": int(time.time())}
    sealed = seal(json.dumps(content), f"link: {purpose}")
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_link(purpose: Purpose, token: str) -> Link | None:
    """Return what a link says; None if it is wrong, too old or used."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        content = json.loads(open_sealed(sealed, f"link: {purpose}"))
    except (binascii.Error, ValueError, CannotOpen):
        return None
    if content["t"] + LIFE < time.time():
        return None
    user = User.objects.filter(pk=content["u"], is_active=True).first()
    if user is None or content["s"] != _state(user):
        return None
    return Link(user, content["x"])


def _state(user: User) -> str:
    verified = user.email_verified_at.isoformat() if user.email_verified_at else ""
    text = "\n".join((user.password, user.email, verified))
    return hashlib.sha256(text.encode()).hexdigest()[:32]

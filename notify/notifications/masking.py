"""Recipients as people who must not write to them see them."""

import re


def mask_recipient(recipient: str) -> str:
    """Show enough to recognise a recipient and too little to write to them.

    >>> mask_recipient("ana.tremblay@example.ca"), mask_recipient("+1 613 555 0123")
    ('a•••@example.ca', '•••23')
    """
    name, at, host = recipient.strip().partition("@")
    if at:
        return f"{name[:1]}•••@{host}"
    if not name:
        return ""
    return f"•••{re.sub('[^0-9]', '', recipient)[-2:]}"

"""Take recipients out of what providers say, so that their words can be stored and logged."""

import re

MAX_LENGTH = 500
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")
NUMBER = re.compile(r"\+?\d(?:[ .()-]{0,2}\d){6,}")
SHORTEST_LOCAL_PART = 3  # shorter ones would mask ordinary words


def mask(text: str, *recipients: str) -> str:
    """Replace addresses and numbers, and each of ``recipients`` however it is written.

    >>> mask("550 no such user bob@example.com, call +1 613 555 0123")
    '550 no such user [address], call [number]'
    """
    for recipient in recipients:
        text = _without(recipient, text)
    text = ADDRESS.sub("[address]", text)
    text = NUMBER.sub("[number]", text)
    return " ".join(text.split())[:MAX_LENGTH]


def _without(recipient: str, text: str) -> str:
    text = re.sub(re.escape(recipient), "[recipient]", text, flags=re.IGNORECASE)
    local_part, _, domain = recipient.rpartition("@")
    if domain and len(local_part) >= SHORTEST_LOCAL_PART:
        word = rf"(?<!\w){re.escape(local_part)}(?!\w)"
        text = re.sub(word, "[recipient]", text, flags=re.IGNORECASE)
    return text

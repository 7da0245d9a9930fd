"""Language and direction blocks: `[[fr]] ... [[/fr]]` and `[[rtl]] ... [[/rtl]]`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TAG = re.compile(r"\[\[(/?)(en|fr|rtl)\]\]")


@dataclass(frozen=True, slots=True)
class BlockTag:
    """Where a block in a language or direction begins or ends."""

    name: str
    is_opening: bool


def split_blocks(text: str) -> Iterator[str | BlockTag]:
    """Split a text at its tags; unpaired ones are text, a stray closing one is dropped.

    English and French are judged together by their counts, right-to-left apart.
    """
    tags = set(_paired_names(text))
    done, depth = 0, 0
    for found in _TAG.finditer(text):
        closing, name = found.groups()
        if name not in tags:
            continue
        yield text[done : found.start()]
        done = found.end()
        if not closing or depth:
            yield BlockTag(name, not closing)
            depth += -1 if closing else 1
    yield text[done:]
    for _ in range(depth):
        yield BlockTag("", is_opening=False)


def _paired_names(text: str) -> Iterator[str]:
    def is_paired(name: str) -> bool:
        return text.count(f"[[{name}]]") == text.count(f"[[/{name}]]")

    if "[[" not in text:
        return
    if is_paired("en") and is_paired("fr"):
        yield from ("en", "fr")
    if is_paired("rtl"):
        yield "rtl"


def remove_tags(text: str) -> str:
    """Remove all tags, paired or not."""
    return _TAG.sub("", text) if "[[" in text else text

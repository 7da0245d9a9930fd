"""Lists: where one ends and what its items are."""

from collections.abc import Iterator
from dataclasses import dataclass

from .lines import (
    BULLET,
    BULLET_MARK,
    LINK_DEFINITION,
    LIST_RULE,
    NOTE_DEFINITION,
    Lines,
    skip_blank,
)


@dataclass(frozen=True, slots=True)
class Item:
    """The lines of an item without its mark; a loose one holds paragraphs."""

    lines: Lines
    is_loose: bool


def find_list_end(lines: Lines, at: int) -> int | None:
    """Return the number of the line after the list that begins at a line, or None for no list.

    The first item needs two characters; a list whose first item has one swallows what follows
    up to the next place where a list can end.
    """
    bullet = BULLET.match(lines[at])
    if not bullet:
        return None
    words = lines[at][bullet.end() :]
    if words.startswith("*") and not words.startswith("**"):
        return None
    last, used = _after_two_characters(lines, at, words)
    if last is None:
        return None
    while True:
        following = skip_blank(lines, last + 1)
        if following == len(lines):
            return following
        line_ends = following - last - used
        if line_ends > 0 and _ends_list(lines[following], bullet.group(1), line_ends):
            return following
        last, used = following, 0


def _after_two_characters(lines: Lines, at: int, words: str) -> tuple[int | None, int]:
    """Return the line in which the list may end first and how many of its line ends are taken."""
    needed = 3 if words.startswith("**") else 2
    for number in range(at, len(lines)):
        length = len(words) if number == at else len(lines[number])
        if length >= needed:
            return number, 0
        needed -= length
        taken = 0
        following = skip_blank(lines, number + 1)
        while needed and number + taken < following:
            needed -= 1
            taken += 1
        if following == len(lines):
            return None, 0
        if not needed:
            return number, taken
    return None, 0


def _ends_list(line: str, indent: str, line_ends: int) -> bool:
    if LIST_RULE.match(line.removeprefix(indent)) or LIST_RULE.match(line):
        return True
    if LINK_DEFINITION.match(line) or NOTE_DEFINITION.match(line):
        return True
    if line_ends > 2:
        return True
    if line_ends < 2 or line.startswith(" "):
        return False
    return bool(indent) or not BULLET.match(line)


def split_items(lines: Lines) -> Iterator[Item]:
    """Split the lines of a list into its items, outdented."""
    starts = _find_starts(lines)
    after_blank = False
    for number, start in enumerate(starts):
        is_last = number + 1 == len(starts)
        item = _outdent(lines[start : len(lines) if is_last else starts[number + 1]])
        is_loose = after_blank or _has_inner_blank(item)
        if not is_last:
            after_blank = not item[-1] and len(item) > 1
            is_loose = is_loose or after_blank
        yield Item(item, is_loose)


def _find_starts(lines: Lines) -> list[int]:
    """Return where items start: marks as deep as the first; anything else goes on with the item."""
    indent = _indent(lines[0])
    return [
        number
        for number, line in enumerate(lines)
        if (bullet := BULLET.match(line)) and len(bullet.group(1)) == indent
    ]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _outdent(lines: Lines) -> Lines:
    mark = BULLET_MARK.match(lines[0])
    width = mark.end() if mark else 0
    item = [lines[0][width:], *lines[1:]]
    if not any(line.startswith(" ") for line in item[1:]):
        return item
    return [line[min(width, _indent(line)) :] for line in item]


def _has_inner_blank(lines: Lines) -> bool:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return any(not line for line in lines[1:end])

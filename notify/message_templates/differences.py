"""What changed between two texts, word by word, and the sum of two people's changes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 4_000  # in one changed passage; longer ones are shown as replaced whole


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both have, or only one."""

    kind: Kind
    text: str


def find_differences(old: str, new: str) -> list[Piece]:
    """Return the pieces that make up both texts, in order.

    >>> [(p.kind, p.text) for p in find_differences("the red car", "the blue car")]
    [('same', 'the '), ('removed', 'red'), ('added', 'blue'), ('same', ' car')]
    """
    pieces: list[Piece] = []
    for old_lines, new_lines in _passages(_split_lines(old), _split_lines(new)):
        for piece in _compare_words("".join(old_lines), "".join(new_lines)):
            _add(pieces, piece)
    return pieces


def merge_texts(base: str, mine: str, theirs: str) -> tuple[str, bool]:
    """Return a text with both people's changes, and whether nothing was changed by both.

    Where both changed the same lines, both versions follow each other, mine first.
    """
    lines = _split_lines(base)
    my_changes = _changes(lines, _split_lines(mine))
    their_changes = _changes(lines, _split_lines(theirs))
    out: list[str] = []
    is_clean, position = True, 0
    while my_changes or their_changes:
        start = min(change[0] for change in [*my_changes[:1], *their_changes[:1]])
        out += lines[position:start]
        end, ours, others = _take(start, my_changes, their_changes, lines)
        if ours is not None and others is not None and ours != others:
            is_clean = False
            out += _on_lines(ours) + others
        else:
            out += ours if ours is not None else (others or [])
        position = end
    out += lines[position:]
    return "".join(out), is_clean


Change = tuple[int, int, list[str]]


def _take(
    start: int, mine: list[Change], theirs: list[Change], lines: Sequence[str]
) -> tuple[int, list[str] | None, list[str] | None]:
    """Take the changes of one passage off both lists; return its end and what each made of it."""
    end = start
    taken: tuple[list[Change], list[Change]] = ([], [])
    grew = True
    while grew:
        grew = False
        for own, changes in zip(taken, (mine, theirs), strict=True):
            while changes and (changes[0][0] < end or changes[0][0] == start):
                change = changes.pop(0)
                own.append(change)
                end, grew = max(end, change[1]), True
    made = [_apply(lines, start, end, own) if own else None for own in taken]
    return end, made[0], made[1]


def _apply(lines: Sequence[str], start: int, end: int, changes: Sequence[Change]) -> list[str]:
    out: list[str] = []
    position = start
    for first, last, new in changes:
        out += [*lines[position:first], *new]
        position = last
    return out + list(lines[position:end])


def _changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i1, i2, list(new[j1:j2])) for tag, i1, i2, j1, j2 in blocks if tag != "equal"]


def _on_lines(lines: Sequence[str]) -> list[str]:
    return [line if line.endswith("\n") else f"{line}\n" for line in lines]


def _passages(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield old[i1:i2], new[j1:j2]


def _compare_words(old: str, new: str) -> Iterator[Piece]:
    if old == new:
        yield Piece("same", old)
        return
    old_words, new_words = _WORD.findall(old), _WORD.findall(new)
    if len(old_words) + len(new_words) > MOST_WORDS:
        yield from (Piece("removed", old), Piece("added", new))
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(
        None, old_words, new_words, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old_words[i1:i2]))
            continue
        yield Piece("removed", "".join(old_words[i1:i2]))
        yield Piece("added", "".join(new_words[j1:j2]))


def _add(pieces: list[Piece], piece: Piece) -> None:
    if not piece.text:
        return
    if pieces and pieces[-1].kind == piece.kind:
        piece = Piece(piece.kind, pieces.pop().text + piece.text)
    pieces.append(piece)


def _split_lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)

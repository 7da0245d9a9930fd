"""Definitions of links and notes: `[id]: address` and `[^id]: text`."""

import re
from dataclasses import dataclass, field

from .lines import LINK_DEFINITION, NOTE_DEFINITION, Lines

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link goes and the title it shows on hovering."""

    target: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """The lines of a note and the line after it; an empty key marks a repeated definition."""

    key: str
    lines: Lines
    end: int


@dataclass(slots=True)
class Definitions:
    """What a document defines; of two links of one name the last counts, of two notes the first."""

    links: dict[str, Link] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    used_notes: dict[str, None] = field(default_factory=dict)  # in order

    def add_link(self, line: str) -> bool:
        """Keep the link a line defines; say whether it defines one."""
        found = LINK_DEFINITION.match(line)
        if not found:
            return False
        self.links[definition_key(found.group(1))] = Link(found.group(2), found.group(3))
        return True

    def add_note(self, lines: Lines, at: int) -> Note | None:
        """Return the note that begins at a line, with the indented lines that belong to it."""
        found = NOTE_DEFINITION.match(lines[at])
        if not found:
            return None
        end = at + 1
        while end < len(lines) and (not lines[end] or lines[end].startswith(" ")):
            end += 1
        key = definition_key(found.group(1))
        if key in self.notes:
            return Note("", [], end)
        self.notes.add(key)
        return Note(key, _outdent([found.group(2), *lines[at + 1 : end]]), end)


def definition_key(name: str) -> str:
    """Return what names of definitions are compared by."""
    return _BLANKS.sub(" ", name.lower())


def _outdent(lines: Lines) -> Lines:
    indents = [len(line) - len(line.lstrip()) for line in lines[1:]]
    width = min((indent for indent in indents if indent), default=0)
    return [lines[0], *(line[width:] for line in lines[1:])]

"""The inline rules: links, bold, italic and what else can stand within a line of text.

Each looks at the position the reader is at, and moves it and returns True, or returns False.
"""

import re

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .definitions import Link, definition_key
from .reading import reading_of

MAX_DEPTH = 20  # bold in italic in a link ...; deeper marks are text
MAX_NOTE_NAME = 1000  # characters

_SPECIAL = re.compile(r"[\\<!\[_*`~\n]|https?://")
_ESCAPE = re.compile(r"\\([\\`*{}\[\]()#+\-.!_>~|])")
_ADDRESS = re.compile(r"https?://[^\s<]+[^<.,:\"')\]\s]")
_WORD = re.compile(r"\w")


def words(state: StateInline, silent: bool) -> bool:
    special = _SPECIAL.search(state.src, state.pos)
    end = special.start() if special else state.posMax
    if special and state.src[end] == "\n":
        end = state.pos + len(state.src[state.pos : end].rstrip(" "))
    if end == state.pos:
        return False
    state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def line_end(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in " \n":
        return False
    end = state.src.find("\n", state.pos) + 1
    if end >= reading_of(state).scan(state.src).words_end:
        state.append_pending(state.src[state.pos :])
        state.pos = state.posMax
        return True
    state.push("hardbreak", "", 0)
    state.pos = end
    return True


def escaped(state: StateInline, silent: bool) -> bool:
    found = _ESCAPE.match(state.src, state.pos)
    if not found:
        return False
    state.append_pending(found.group(1))
    state.pos = found.end()
    return True


def address(state: StateInline, silent: bool) -> bool:
    found = _ADDRESS.match(state.src, state.pos)
    if not found:
        return False
    state.pos = found.end()
    if reading_of(state).is_in_link:
        state.append_pending(found.group())
    else:
        state.push("autolink", "", 0).content = found.group()
    return True


def angle_address(state: StateInline, silent: bool) -> bool:
    start = state.pos + 1
    if state.src[state.pos] != "<":
        return False
    end = state.src.find(">", start)
    if end == -1 or state.src.find(" ", start, end) != -1:
        return False
    if all(state.src.find(mark, start + 1, end - 1) == -1 for mark in "@:"):
        return False
    state.append_pending(state.src[start:end])
    state.pos = end + 1
    return True


def note_mark(state: StateInline, silent: bool) -> bool:
    reading = reading_of(state)
    if not reading.definitions.notes or reading.is_in_note:
        return False
    end = state.src.find("]", state.pos, state.pos + MAX_NOTE_NAME)
    if end == -1 or not state.src.startswith("[^", state.pos):
        return False
    key = definition_key(state.src[state.pos + 2 : end])
    if key not in reading.definitions.notes or key in reading.definitions.used_notes:
        return False
    reading.definitions.used_notes[key] = None
    state.pos = end + 1
    return True


def _link_start(state: StateInline) -> int | None:
    """Return where the text of a link or image begins that may be at the position."""
    if state.src.startswith("[", state.pos):
        return state.pos + 1
    if state.src.startswith("![", state.pos):
        return state.pos + 2
    return None


def link(state: StateInline, silent: bool) -> bool:
    start = _link_start(state)
    if start is None:
        return False
    scan = reading_of(state).scan(state.src)
    close = scan.link_end(start)
    target = None if close is None else scan.target(close)
    if close is None or target is None:
        return False
    _push_link(state, start, close, Link(target.address, target.title))
    state.pos = target.end
    return True


def reference_link(state: StateInline, silent: bool) -> bool:
    start = _link_start(state)
    links = reading_of(state).definitions.links
    if start is None or not links:
        return False
    scan = reading_of(state).scan(state.src)
    close = scan.reference_end(start)
    reference = None if close is None else scan.reference(close)
    if close is None or reference is None:
        return False
    definition = links.get(definition_key(reference.group(1) or state.src[start:close]))
    if definition is None:
        return False
    _push_link(state, start, close, definition)
    state.pos = reference.end()
    return True


def named_link(state: StateInline, silent: bool) -> bool:
    start = _link_start(state)
    links = reading_of(state).definitions.links
    if start is None or not links:
        return False
    close = reading_of(state).scan(state.src).closing_bracket(start)
    definition = None if close is None else links.get(definition_key(state.src[start:close]))
    if close is None or definition is None:
        return False
    _push_link(state, start, close, definition)
    state.pos = close + 1
    return True


def _push_link(state: StateInline, start: int, close: int, definition: Link) -> None:
    """Push a link with its text; of an image nothing is kept."""
    if state.src[state.pos] == "!":
        return
    reading = reading_of(state)
    token = state.push("link_open", "", 1)
    token.attrs = {"href": definition.target, "title": definition.title or ""}
    reading.is_in_link = True
    _read_inside(state, state.src[start:close])
    reading.is_in_link = False
    state.push("link_close", "", -1)


def strong_marks(state: StateInline, silent: bool) -> bool:
    mark = state.src[state.pos]
    if mark not in "*_" or not state.src.startswith(mark, state.pos + 1):
        return False
    scan = reading_of(state).scan(state.src)
    end = (scan.stars if mark == "*" else scan.underscores).next_double(state.pos + 5)
    if end is None:
        return False
    _push_marked(state, "strong", state.pos + 2, end - 2)
    state.pos = end
    return True


def em_marks(state: StateInline, silent: bool) -> bool:
    mark = state.src[state.pos]
    if mark not in "*_":
        return False
    scan = reading_of(state).scan(state.src)
    runs = scan.stars if mark == "*" else scan.underscores
    end = runs.end_of(state.pos)
    inside = end - state.pos - 1  # pairs of marks are text
    if inside == 1:
        return False
    if inside % 2 == 0:
        odd = runs.next_odd(end)
        if odd is None:
            return False
        end = odd[1]
    if mark == "_" and _WORD.match(state.src, end):
        return False
    _push_marked(state, "em", state.pos + 1, end - 1)
    state.pos = end
    return True


def struck_marks(state: StateInline, silent: bool) -> bool:
    start = state.pos + 2
    if not state.src.startswith("~~", state.pos) or state.src[start : start + 1].strip() == "":
        return False
    end = reading_of(state).scan(state.src).struck_end(start + 1)
    if end is None:
        return False
    _push_marked(state, "s", start, end)
    state.pos = end + 2
    return True


def code_marks(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "`":
        return False
    found = reading_of(state).scan(state.src).code_end(state.pos)
    if not found:
        return False
    width, end = found
    state.append_pending(_strip_code(state.src[state.pos + width : end]))
    state.pos = end + width
    return True


def _strip_code(text: str) -> str:
    return text.strip() or text[-1]


def _push_marked(state: StateInline, kind: str, start: int, end: int) -> None:
    state.push(f"{kind}_open", "", 1)
    _read_inside(state, state.src[start:end])
    state.push(f"{kind}_close", "", -1)


def _read_inside(state: StateInline, text: str) -> None:
    """Read the text between two marks; its tokens follow those read so far."""
    reading = reading_of(state)
    if reading.depth >= MAX_DEPTH:
        state.append_pending(text)
        return
    reading.depth += 1
    inside: list[Token] = []
    state.md.inline.parse(text.rstrip("\n"), state.md, state.env, inside)
    state.tokens.extend(inside)
    reading.depth -= 1


INLINE_RULES = (
    words,
    line_end,
    escaped,
    angle_address,
    address,
    note_mark,
    link,
    reference_link,
    named_link,
    strong_marks,
    em_marks,
    code_marks,
    struck_marks,
)

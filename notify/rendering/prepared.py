"""Templates rendered ahead of time: for most values a message costs one join of strings.

A template is rendered once for each combination of shapes its values take (see stand_ins), and
the values are put into the result. What this gives is what rendering anew gives; a template or
a value for which that cannot be told is rendered anew.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .escaping import escape_attribute, escape_html
from .placeholders import Parts, fill, is_true, keep
from .stand_ins import MAX_STAND_INS, OWN_CHARACTER, STAND_IN, number_of, shape_of, stand_in

MAX_COMBINATIONS = 128  # kept for each template and kind of output

# Texts next to a value with which some values form markup: `&((x));`, `[[((x))]]`, `https://((x))`.
_RISKY_BEFORE = re.compile(r"(?:&#?\w*|\[\[/?\w*|g|go|gov|gov\.|gov\.u)$", re.IGNORECASE)
_RISKY_AFTER = re.compile(r"\w*://|\w*;|o?v\.uk", re.IGNORECASE)
_RISKY_BEFORE_SHORT = re.compile(r"(?:[•*-] |\. |://)$")
_FIXED_SCHEME = re.compile(r"https?:|mailto:|tel:|[^:\"]*[/?#]")

_Shapes = tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A place in the result: which value, and whether in an attribute or with curly quotes."""

    number: int
    is_attribute: bool
    is_curly: bool


_Pieces = tuple[str | _Piece, ...]


class Prepared:
    """A template and one way to render it; `render` takes the text with its values put in."""

    __slots__ = ("_escape", "_html", "_join", "_known", "_parts", "_render")

    def __init__(
        self,
        parts: Parts,
        render: Callable[[str], str],
        *,
        html: bool,
        join: Callable[[Sequence[str]], str],
    ) -> None:
        self._parts = parts
        self._render = render
        self._html = html
        self._escape = escape_html if html else keep
        self._join = join
        self._known: dict[_Shapes, _Pieces | None] = {}

    def render(self, values: Mapping[str, object]) -> str:
        """Render for values indexed by key; raise MissingValues."""
        shapes, texts = self._read(values)
        if shapes is None:
            return self.render_anew(values)
        if shapes not in self._known:
            if len(self._known) >= MAX_COMBINATIONS:
                self._known.clear()
            self._known[shapes] = self._prepare(shapes)
        pieces = self._known.get(shapes)
        if pieces is None:
            return self.render_anew(values)
        return self._put_in(pieces, texts)

    def render_anew(self, values: Mapping[str, object]) -> str:
        """Render without what was prepared."""
        return self._render(fill(self._parts, values, join=self._join, escape=self._escape))

    def _read(self, values: Mapping[str, object]) -> tuple[_Shapes | None, list[str]]:
        """Return shapes and texts of the values by place; no shapes when a value has none."""
        shapes: list[str | bool] = []
        texts: list[str] = []
        for part in self._parts:
            if isinstance(part, str):
                continue
            value = values.get(part.key)
            if value is None or isinstance(value, list | tuple):
                return None, texts
            if part.text is not None:
                shapes.append(is_true(value))
                texts.append("")
                continue
            text = value if isinstance(value, str) else str(value)
            shape = shape_of(text)
            if shape is None:
                return None, texts
            shapes.append(shape)
            texts.append(text)
        return tuple(shapes), texts

    def _prepare(self, shapes: _Shapes) -> _Pieces | None:
        if len(shapes) > MAX_STAND_INS:
            return None
        places = enumerate(shapes)
        words: list[tuple[str, str]] = []  # each with its shape, none for what the template says
        for part in self._parts:
            if isinstance(part, str):
                words.append((self._escape(part), ""))
                continue
            number, shape = next(places)
            if isinstance(shape, str):
                words.append((stand_in(number, shape) if shape else "", shape))
            elif shape:
                words.append((self._escape(part.text or ""), ""))
        if not _is_steady(_merged(words)):
            return None
        return _split(self._render("".join(text for text, _ in words)), html=self._html)

    def _put_in(self, pieces: _Pieces, texts: list[str]) -> str:
        out = []
        for piece in pieces:
            if isinstance(piece, str):
                out.append(piece)
                continue
            text = texts[piece.number]
            if piece.is_curly:
                text = text.replace("'", "’")
            out.append(escape_attribute(text) if piece.is_attribute else self._escape(text))
        return "".join(out)


def _merged(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join what the template says around places that are empty."""
    merged: list[tuple[str, str]] = []
    for text, shape in words:
        if merged and not shape and not merged[-1][1]:
            merged[-1] = (merged[-1][0] + text, "")
        elif text:
            merged.append((text, shape))
    return merged


def _is_steady(words: list[tuple[str, str]]) -> bool:
    """Say whether every value of the shapes does what its stand-in does."""
    literal = "\n".join(text for text, shape in words if not shape)
    # Values may be part of the names that definitions of links are found by, and in plain text of
    # addresses in angle brackets.
    if "]:" in literal or "<" in literal or OWN_CHARACTER.search(literal):
        return False
    shapes = [shape for _, shape in words]
    if any("'" in shape for shape in shapes) and (
        "@" in literal or any("@" in shape for shape in shapes)
    ):
        return False  # quotes in email addresses stay straight
    if any("' " in shape for shape in shapes) and ("://" in literal or "address" in shapes):
        return False  # so do those in the part of a value that ends an address
    return all(
        _is_apart(before, shape)
        and not _RISKY_AFTER.match(after)
        and not ("'" in shape and after.startswith(("'", "[[")))
        for before, shape, after in _neighbours(words)
    )


def _neighbours(words: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield each shape with the text before and after it."""
    texts = ["", *(text for text, _ in words), ""]
    for number, (_, shape) in enumerate(words):
        if shape:
            yield texts[number], shape, texts[number + 2]


def _is_apart(before: str, shape: str) -> bool:
    if _RISKY_BEFORE.search(before):
        return False
    if shape in ("digit", "letter") and (
        before.endswith("'") or _RISKY_BEFORE_SHORT.search(before)
    ):
        return False
    return not (before.endswith("'") and shape.startswith(("9", "number")))


def _split(rendered: str, *, html: bool) -> _Pieces | None:
    """Split what was rendered at its stand-ins; None when one did not come through whole."""
    pieces: list[str | _Piece] = []
    done, tag = 0, -1
    for match in STAND_IN.finditer(rendered):
        before = rendered[done : match.start()]
        opened, closed = before.rfind("<"), before.rfind(">")
        if html and opened != closed:
            tag = done + opened if opened > closed else -1
        if tag != -1 and not _has_fixed_scheme(rendered[tag : match.end()], match.group()):
            return None
        pieces += (before, _Piece(number_of(match), tag != -1, match["quote"] == "’"))
        done = match.end()
    pieces.append(rendered[done:])
    if any(isinstance(piece, str) and OWN_CHARACTER.search(piece) for piece in pieces):
        return None
    return tuple(piece for piece in pieces if piece != "")


def _has_fixed_scheme(tag: str, last: str) -> bool:
    """Say whether what is before the value in an attribute settles where the link goes."""
    attribute = tag.rpartition('="')[2]
    return last.startswith("https://") or bool(_FIXED_SCHEME.match(attribute))

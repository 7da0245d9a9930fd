"""Where brackets, stars and other marks of one text pair up; everything is looked up once.

A rule that searched the rest of the text again at each mark would take quadratic time on
hostile input; these tables keep the whole reading linear.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

_BRACKET = re.compile(r"[\[\]]")
_STRUCK_END = re.compile(r"(?<=\S)~~")
_QUOTED_TITLE = re.compile(r"""(?<!\s)\s+['"]""")
_TITLE_END = re.compile(r"""['"](?=\s*\))""")
_CLOSED_BRACKET = re.compile(r"\s*\)")
_SECOND_BRACKETS = re.compile(r"\s*\[([^^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Target:
    """What follows the text of a link, and the position after it."""

    address: str
    title: str | None
    end: int


@dataclass(slots=True)
class Runs:
    """The runs of one mark: where each ends, and those that can close."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    odd_starts: list[int] = field(default_factory=list)
    odd_ends: list[int] = field(default_factory=list)
    double_ends: list[int] = field(default_factory=list)

    def end_of(self, position: int) -> int:
        """Return where the run around a position ends."""
        return self.ends[bisect_left(self.ends, position + 1)]

    def next_odd(self, position: int) -> tuple[int, int] | None:
        """Return the first run of odd length from a position on."""
        place = bisect_left(self.odd_starts, position)
        if place == len(self.odd_starts):
            return None
        return self.odd_starts[place], self.odd_ends[place]

    def next_double(self, position: int) -> int | None:
        """Return the first end, from a position on, of a run of two or more."""
        place = bisect_left(self.double_ends, position)
        return self.double_ends[place] if place < len(self.double_ends) else None


class Scan:
    """The tables of one text, each made when first asked for."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._targets: dict[int, int | None] = {}
        self._references: dict[int, int | None] = {}
        self._closings: dict[int, int | None] = {}

    @cached_property
    def words_end(self) -> int:
        """Where the white space at the end begins."""
        return len(self.source.rstrip())

    @cached_property
    def stars(self) -> Runs:
        return self._runs("*")

    @cached_property
    def underscores(self) -> Runs:
        return self._runs("_")

    def _runs(self, mark: str) -> Runs:
        runs = Runs()
        for run in re.finditer(f"{re.escape(mark)}+", self.source):
            start, end = run.span()
            runs.starts.append(start)
            runs.ends.append(end)
            if (end - start) % 2:
                runs.odd_starts.append(start)
                runs.odd_ends.append(end)
            if end - start > 1:
                runs.double_ends.append(end)
        return runs

    @cached_property
    def _struck_ends(self) -> list[int]:
        return [found.start() for found in _STRUCK_END.finditer(self.source)]

    def struck_end(self, position: int) -> int | None:
        """Return where the first `~~` that can close begins, from a position on."""
        place = bisect_left(self._struck_ends, position)
        return self._struck_ends[place] if place < len(self._struck_ends) else None

    @cached_property
    def _ticks(self) -> tuple[Runs, dict[int, list[int]]]:
        starts: dict[int, list[int]] = {}
        runs = self._runs("`")
        for end, start in zip(runs.ends, runs.starts, strict=True):
            starts.setdefault(end - start, []).append(start)
        return runs, starts

    def code_end(self, position: int) -> tuple[int, int] | None:
        """Return the width of the marks of a code span and where they close.

        The longest run that fits closes: of three marks one may be text.
        """
        runs, starts_by_width = self._ticks
        end = runs.end_of(position)
        if end == runs.ends[-1]:
            return None
        best: tuple[int, int] | None = None
        for width, starts in starts_by_width.items():
            place = bisect_left(starts, end)
            fits = width <= end - position and place < len(starts)
            if fits and (best is None or width > best[0]):
                best = width, starts[place]
        return best

    # Links: a text in brackets may hold pairs of brackets, and goes on as long as it can.

    def link_end(self, start: int) -> int | None:
        """Return the closing bracket of a link text that a target follows."""
        return self._last(start, self._targets, lambda at: self.target(at) is not None)

    def reference_end(self, start: int) -> int | None:
        """Return the closing bracket of a link text that a name in brackets follows."""
        return self._last(start, self._references, lambda at: self.reference(at) is not None)

    def _last(
        self, start: int, known: dict[int, int | None], fits: Callable[[int], bool]
    ) -> int | None:
        path: list[int] = []
        at = self._next_bracket(start)
        while at is not None and at not in known:
            path.append(at)
            at = self._step(at)
        found = None if at is None else known[at]
        for at in reversed(path):
            if found is None and self.source[at] == "]" and fits(at):
                found = at
            known[at] = found
        return found

    def _next_bracket(self, position: int) -> int | None:
        found = _BRACKET.search(self.source, position)
        return found.start() if found else None

    def _step(self, at: int) -> int | None:
        """Return the next bracket at the level of the link text, None where the text must end."""
        end = self.source.find("]", at + 1)
        if end == -1:
            return None
        if self.source[at] == "[":
            if self.source.find("^", at + 1, end) != -1:
                return None
            return self._next_bracket(end + 1)
        if self.source.find("[", at + 1, end) != -1:
            return None
        return end

    def closing_bracket(self, start: int) -> int | None:
        """Return the bracket that closes a text in which pairs of brackets may stand."""
        path: list[int] = []
        at = self._next_bracket(start)
        while at is not None and at not in self._closings and self.source[at] == "[":
            path.append(at)
            end = self.source.find("]", at + 1)
            at = None if end == -1 else self._next_bracket(end + 1)
        found = None if at is None else self._closings.get(at, at)
        for at in path:
            self._closings[at] = found
        return found

    def reference(self, at: int) -> re.Match[str] | None:
        """Match the name in brackets after the closing bracket of a link text."""
        return _SECOND_BRACKETS.match(self.source, at + 1)

    @cached_property
    def _title_starts(self) -> list[re.Match[str]]:
        return list(_QUOTED_TITLE.finditer(self.source))

    @cached_property
    def _title_ends(self) -> list[int]:
        return [found.start() for found in _TITLE_END.finditer(self.source)]

    def target(self, at: int) -> Target | None:
        """Read the target after the closing bracket of a link text: `(address "title")`."""
        if not self.source.startswith("(", at + 1):
            return None
        close = self.source.find(")", at + 2)
        if close == -1:
            return None
        start = at + 2
        while self.source[start].isspace():
            start += 1
        if self.source[start] == "<":
            return self._target_until(self.source.find(">", start), start + 1) or self._target(
                start, close
            )
        return self._target(start, close)

    def _target(self, start: int, close: int) -> Target:
        place = bisect_left(self._title_starts, start, key=re.Match.start)
        if place < len(self._title_starts) and self._title_starts[place].start() < close:
            opening = self._title_starts[place]
            title = self._title(opening, self.source[start : opening.start()])
            if title:
                return title
        return Target(self.source[start:close].rstrip(), None, close + 1)

    def _title(self, opening: re.Match[str], address: str) -> Target | None:
        place = bisect_left(self._title_ends, opening.end())
        if place == len(self._title_ends):
            return None
        end = self._title_ends[place]
        return Target(address, self.source[opening.end() : end], self.source.index(")", end) + 1)

    def _target_until(self, end: int, start: int) -> Target | None:
        """Read a target in angle brackets, which plain text has."""
        if end == -1:
            return None
        address = self.source[start:end]
        closed = _CLOSED_BRACKET.match(self.source, end + 1)
        if closed:
            return Target(address, None, closed.end())
        opening = _QUOTED_TITLE.match(self.source, end + 1)
        return self._title(opening, address) if opening else None

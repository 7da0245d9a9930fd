"""The block rules: from lines to markdown-it tokens for paragraphs, headings, lists, quotes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it.token import Token

from .definitions import Definitions
from .fences import Fences
from .lines import (
    CODE,
    QUOTE,
    RULE,
    UNDERLINE,
    Lines,
    drop_blank_end,
    ends_paragraph,
    heading,
    is_open_table,
    is_table,
    is_underlined,
    skip_blank,
    without_quote_mark,
)
from .lists import find_list_end, split_items
from .tables import read_table

MAX_DEPTH = 6  # lists in lists, and quotes in quotes, apart


@dataclass(slots=True)
class Run:
    """A run of lines that is read with one set of rules: a document, quote or list item."""

    lines: Lines
    fences: Fences
    words: Lines = field(default_factory=list)  # lines of an item that wait for a block to end
    is_item: bool = False
    is_loose: bool = False


Rule = Callable[["Blocks", Run, int], int | None]


class Blocks:
    """Reads lines into tokens; each rule returns the line after its block, or None."""

    def __init__(self, definitions: Definitions, *, html: bool) -> None:
        self.tokens: list[Token] = []
        self.definitions = definitions
        self._html = html
        self._list_depth = 0
        self._quote_depth = 0
        self._in_note = False

    def read(self, lines: Lines) -> None:
        """Read lines that may hold any block."""
        lines = drop_blank_end(lines)
        self._read(Run(lines, Fences(lines)), BLOCK_RULES)

    def _read_item(self, lines: Lines, *, is_loose: bool) -> None:
        lines = drop_blank_end(lines)
        run = Run(lines, Fences(lines), is_item=True, is_loose=is_loose)
        self._read(run, ITEM_RULES)
        self._flush(run)

    def _read(self, run: Run, rules: tuple[Rule, ...]) -> None:
        at = skip_blank(run.lines, 0)
        if at > 1:
            self._add("gap")
        while at < len(run.lines):
            for rule in rules:
                end = rule(self, run, at)
                if end is not None:
                    break
            else:
                end = at + 1
            following = skip_blank(run.lines, end)
            if run.words and following > end:
                self._flush(run)
                self._add("gap")
            at = following

    def _add(self, kind: str, content: str = "", *, info: str = "", nesting: int = 0) -> None:
        token = Token(kind, "", nesting, content=content, info=info, block=True)  # type: ignore[arg-type]
        self.tokens.append(token)

    def _open(self, kind: str, *, info: str = "") -> None:
        self._add(f"{kind}_open", info=info, nesting=1)

    def _close(self, kind: str) -> None:
        self._add(f"{kind}_close", nesting=-1)

    def _paragraph(self, text: str) -> None:
        self._open("paragraph")
        self._add("inline", text)
        self._close("paragraph")

    def _flush(self, run: Run) -> None:
        if not run.words:
            return
        text = "\n".join(run.words)
        run.words = []
        if run.is_loose:
            self._paragraph(text)
        else:
            self._add("inline", text)

    def _heading(self, level: int, text: str) -> None:
        if level > 2:
            self._paragraph(text)
            return
        self._open("heading", info=str(level))
        self._add("inline", text)
        self._close("heading")

    # The rules.

    def rule(self, run: Run, at: int) -> int | None:
        if not RULE.match(run.lines[at]):
            return None
        self._flush(run)
        self._add("hr")
        return at + 1

    def code(self, run: Run, at: int) -> int | None:
        end = at
        while end < len(run.lines) and CODE.match(run.lines[end]):
            end = skip_blank(run.lines, end + 1)
        if end == at:
            return None
        self._flush(run)
        self._add("code_block", "\n".join(line[4:] for line in run.lines[at:end]))
        return end

    def fence(self, run: Run, at: int) -> int | None:
        end = run.fences.close(at)
        if end is None:
            return None
        self._flush(run)
        self._add("code_block", run.fences.code(at, end))
        return end + 1

    def heading(self, run: Run, at: int) -> int | None:
        found = heading(run.lines[at])
        if not found:
            return None
        self._heading(*found)
        return at + 1

    def underlined_heading(self, run: Run, at: int) -> int | None:
        underline = is_underlined(run.lines, at) and UNDERLINE.match(run.lines[at + 1])
        if not underline:
            return None
        self._flush(run)
        self._heading(1 if underline.group(1) == "=" else 2, run.lines[at])
        return at + 2

    def quote(self, run: Run, at: int) -> int | None:
        end = at
        while end < len(run.lines) and QUOTE.match(run.lines[end]):
            while end < len(run.lines) and run.lines[end]:
                end += 1
            end = skip_blank(run.lines, end)
        if end == at:
            return None
        self._flush(run)
        lines = run.lines[at:end]
        self._open("blockquote")
        self._quote_depth += 1
        if self._quote_depth > MAX_DEPTH:
            self._paragraph("\n".join(drop_blank_end(lines)))
        else:
            self.read([without_quote_mark(line) for line in lines])
        self._quote_depth -= 1
        self._close("blockquote")
        return end

    def list(self, run: Run, at: int) -> int | None:
        end = find_list_end(run.lines, at)
        if end is None:
            return None
        self._flush(run)
        lines = drop_blank_end(run.lines[at:end])
        kind = "ordered_list" if lines[0].lstrip(" ")[0].isdigit() else "bullet_list"
        self._open(kind)
        self._list_depth += 1
        if self._list_depth > MAX_DEPTH:
            self._open("list_item")
            self._add("inline", "\n".join(lines))
            self._close("list_item")
        else:
            for item in split_items(lines):
                self._open("list_item")
                self._read_item(item.lines, is_loose=item.is_loose)
                self._close("list_item")
        self._list_depth -= 1
        self._close(kind)
        return end

    def link_definition(self, run: Run, at: int) -> int | None:
        if self._in_note or not self.definitions.add_link(run.lines[at]):
            return None
        return at + 1

    def note_definition(self, run: Run, at: int) -> int | None:
        if self._in_note:
            return None
        note = self.definitions.add_note(run.lines, at)
        if note is None:
            return None
        if note.key:
            self._open("note", info=note.key)
            self._in_note = True
            self.read(note.lines)
            self._in_note = False
            self._close("note")
        return note.end

    def table(self, run: Run, at: int) -> int | None:
        if not is_table(run.lines, at):
            return None
        return self._table(run, at)

    def open_table(self, run: Run, at: int) -> int | None:
        if not is_open_table(run.lines, at):
            return None
        return self._table(run, at)

    def _table(self, run: Run, at: int) -> int:
        words, end = read_table(run.lines, at)
        self._paragraph(words)
        return end

    def words(self, run: Run, at: int) -> int | None:
        run.words.append(run.lines[at])
        return at + 1

    def paragraph(self, run: Run, at: int) -> int | None:
        end = at + 1
        while end < len(run.lines) and run.lines[end]:
            if run.fences.close(end) is not None:
                break
            if ends_paragraph(run.lines, end, html=self._html):
                break
            end += 1
        self._paragraph("\n".join(run.lines[at:end]))
        return end


BLOCK_RULES: tuple[Rule, ...] = (
    Blocks.rule,
    Blocks.code,
    Blocks.fence,
    Blocks.heading,
    Blocks.open_table,
    Blocks.underlined_heading,
    Blocks.quote,
    Blocks.list,
    Blocks.link_definition,
    Blocks.note_definition,
    Blocks.table,
    Blocks.paragraph,
)
ITEM_RULES: tuple[Rule, ...] = (
    Blocks.code,
    Blocks.fence,
    Blocks.underlined_heading,
    Blocks.rule,
    Blocks.quote,
    Blocks.list,
    Blocks.words,
)

"""What one line, or a line and the next, can begin: the vocabulary of the block rules."""

import re

TAB_WIDTH = 4
_LINE_END = re.compile(r"\r\n|\r|\u2424")
_BLANK_LINE = re.compile(r"^ +$", re.MULTILINE)

CODE = re.compile(r" {4}.", re.DOTALL)
RULE = re.compile(r" {0,3}[-*_](?: *[-*_]){2,} *$")
UNDERLINE = re.compile(r" *[=-]*([=-]) *$")
FENCE = re.compile(r" *(`{3,}|~{3,}) *(?:[^`\s]+)? *$")
QUOTE = re.compile(r" *\^.", re.DOTALL)
_QUOTE_MARK = re.compile(r" *\^ ?")
BULLET = re.compile(r"( *)([•*-]|\d+\.) ")
BULLET_MARK = re.compile(r" *(?:[•*-]|\d+\.)")
LIST_RULE = re.compile(r"(?:[-*_] *){3,}$")
LINK_DEFINITION = re.compile(r""" *\[([^^\]]+)\]: *<?([^\s>]+)>?(?: +["(]([^\n]+)[")])? *$""")
NOTE_DEFINITION = re.compile(r"\[\^([^\]]+)\]: *(.*)$", re.DOTALL)
_TEXT_ENDING_BULLET = re.compile(r" *(?:[*+-](?:\d+\.)?|\d+\.) ")
_TEXT_ENDING_QUOTE = re.compile(r" *>.", re.DOTALL)

_TABLE_HEAD = re.compile(r" *\|.+")
_TABLE_ALIGN = re.compile(r" *\| *[-:][-| :]*$")
_OPEN_TABLE_HEAD = re.compile(r" *\S.*\|")
_OPEN_TABLE_ALIGN = re.compile(r" *[-:]+ *\|[-| :]*$")

Lines = list[str]


def split_lines(text: str) -> Lines:
    """Split a text into lines, tabs made spaces and blank lines made empty."""
    text = _LINE_END.sub("\n", text).expandtabs(TAB_WIDTH)
    return drop_blank_end(_BLANK_LINE.sub("", text).split("\n"))


def drop_blank_end(lines: Lines) -> Lines:
    """Return the lines without the empty ones at the end."""
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]


def skip_blank(lines: Lines, at: int) -> int:
    """Return the number of the first line from `at` on that is not empty."""
    while at < len(lines) and not lines[at]:
        at += 1
    return at


def heading(line: str) -> tuple[int, str] | None:
    """Return level and text of a `#` heading; closing `#` are dropped."""
    rest = line.lstrip(" ")
    if not rest.startswith("#") or len(rest) == 1:
        return None
    level = min(6, len(rest) - len(rest.lstrip("#")), len(rest) - 1)
    rest = rest[level:]
    text = rest.lstrip(" ") or rest[-1]
    return level, text.rstrip(" ").rstrip("#").rstrip(" ") or text[0]


def without_quote_mark(line: str) -> str:
    """Return what a line of a quote says."""
    mark = _QUOTE_MARK.match(line)
    return line[mark.end() :] if mark else line


def is_underlined(lines: Lines, at: int) -> bool:
    """Say whether a line is a heading because the next one is all `=` or `-`."""
    return bool(lines[at]) and at + 1 < len(lines) and bool(UNDERLINE.match(lines[at + 1]))


def is_table(lines: Lines, at: int) -> bool:
    """Say whether a table whose rows start with a bar begins at a line."""
    return _is_table(lines, at, _TABLE_HEAD, _TABLE_ALIGN)


def is_open_table(lines: Lines, at: int) -> bool:
    """Say whether a table whose rows need no bar at the start begins at a line."""
    return _is_table(lines, at, _OPEN_TABLE_HEAD, _OPEN_TABLE_ALIGN)


def _is_table(lines: Lines, at: int, head: re.Pattern[str], align: re.Pattern[str]) -> bool:
    return (
        at + 2 < len(lines)
        and "|" in lines[at]
        and bool(head.match(lines[at]))
        and bool(align.match(lines[at + 1]))
    )


def ends_paragraph(lines: Lines, at: int, *, html: bool) -> bool:
    """Say whether a line begins a block that needs no blank line above it.

    `>` is no quote, but in plain text its lines still stand apart.
    """
    line = lines[at]
    bullet = _TEXT_ENDING_BULLET.match(line)
    if bullet and (len(line) > bullet.end() or at + 1 < len(lines)):
        return True
    return bool(
        RULE.match(line)
        or heading(line)
        or is_underlined(lines, at)
        or LINK_DEFINITION.match(line)
        or NOTE_DEFINITION.match(line)
        or (not html and _TEXT_ENDING_QUOTE.match(line))
    )

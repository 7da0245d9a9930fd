"""Tables: not part of the dialect; their words are kept, a line for each row."""

import re

from .lines import Lines

_BAR = re.compile(r"(?<!\\)\|")


def read_table(lines: Lines, at: int) -> tuple[str, int]:
    """Return the words of the table that begins at a line, and the line after it."""
    end = at + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    rows = [_read_row(line) for line in (lines[at], *lines[at + 2 : end])]
    return "\n".join(row for row in rows if row), end


def _read_row(line: str) -> str:
    cells = (cell.strip().replace("\\|", "|") for cell in _BAR.split(line))
    return ", ".join(cell for cell in cells if cell)

"""Run as a script: write the first sheet of the workbook on stdin as JSON lines to stdout.

It is a process of its own because a workbook of one kilobyte can name a cell in the last row and
column: the native reader then asks for half a terabyte, and takes the process down with it.
Exit codes are those of `workbook.py`.
"""

import datetime
import json
import resource
import sys
from collections.abc import Iterator
from typing import Final, TextIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

# Address space. A sheet of 100,000 rows and ten columns takes 128 MiB.
MEMORY_BYTES: Final = 512 * 1024 * 1024
CPU_SECONDS: Final = 60

EXIT_UNREADABLE: Final = 3
EXIT_ENCRYPTED: Final = 4

Cell = int | float | str | bool | datetime.date | datetime.time | datetime.timedelta


def cell_text(cell: Cell) -> str:
    """Return a cell as a spreadsheet would show it, without any formatting of the sheet.

    Numbers have at most fifteen digits, as in Excel, so that a sum is 59.97 and not
    59.970000000000006, and a phone number has no ".0".
    """
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, float):
        return format(cell, ".15g")
    if isinstance(cell, datetime.timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"
    return str(cell)


def write_first_sheet(workbook: CalamineWorkbook, output: TextIO) -> None:
    """Write each row as one line of JSON."""
    for row in _rows(workbook.get_sheet_by_index(0)):
        output.write(json.dumps([cell_text(cell) for cell in row]))
        output.write("\n")


def _rows(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    # A sheet without a cell has no start, and the reader cannot iterate over it.
    if sheet.start is not None:
        yield from sheet.iter_rows()


def _limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Read stdin, which must be a file, and return the exit code."""
    _limit_resources()
    try:
        with CalamineWorkbook.from_filelike(sys.stdin.buffer) as workbook:
            write_first_sheet(workbook, sys.stdout)
    except PasswordError:
        return EXIT_ENCRYPTED
    except (CalamineError, OSError, ValueError, MemoryError):
        return EXIT_UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())

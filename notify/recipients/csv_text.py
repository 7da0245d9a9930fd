"""Delimited text into rows: the quoting of CSV, and what is trimmed from the ends."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.whitespace import ASCII_WHITESPACE, ZERO_WIDTH

_INVISIBLE: Final = ASCII_WHITESPACE + ZERO_WIDTH
_BLANK: Final = _INVISIBLE + ","
_TOO_LARGE: Final = "field larger"


def read_csv_text(text: str) -> Iterator[list[str]]:
    """Yield the rows of comma-separated text, as the API takes it; a blank line is an empty row.

    Raises `UnreadableFile`.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnreadableFile(RecipientErrorCode.NOT_UNICODE) from error
    if "\0" in text:
        text = text.replace("\0", "")
    # Lines end at \n alone: a lone \r outside quotes is for the csv module to refuse.
    return read_delimited_lines(io.StringIO(text, newline="\n"), delimiter=",")


def read_delimited_lines(lines: Iterable[str], *, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of lines that still have their line ends.

    Raises `UnreadableFile`.
    """
    rows = csv.reader(_without_blank_ends(lines), delimiter=delimiter, skipinitialspace=True)
    try:
        yield from rows
    except csv.Error as error:
        code = (
            RecipientErrorCode.FIELD_TOO_LARGE
            if str(error).startswith(_TOO_LARGE)
            else RecipientErrorCode.LONE_CARRIAGE_RETURN
        )
        raise UnreadableFile(code) from error


def _without_blank_ends(lines: Iterable[str]) -> Iterator[str]:
    """Drop lines of white space and commas at both ends of the text, and what ends the last line.

    Commas that start the first line stay: they are columns without a heading, such as the
    index that data tools write.
    """
    held: list[str] = []
    for line in lines:
        if not line.strip(_BLANK):
            if held:
                held.append(line)
            continue
        if held:
            yield from held
            held = [line]
        else:
            held = [line.lstrip(ZERO_WIDTH + " ")]
    if held:
        yield held[0].rstrip(_BLANK)

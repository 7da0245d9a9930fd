"""Text files: which encoding, which line ends and which delimiter, then their rows."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from notify.recipients.columns import has_recipient_heading
from notify.recipients.csv_text import read_delimited_lines
from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.whitespace import ZERO_WIDTH, strip_invisible

_BLOCK_BYTES: Final = 256 * 1024
_SAMPLE_CHARACTERS: Final = 64 * 1024

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Excel writes the second kind where Windows is not set to UTF-8.
_WITHOUT_MARK: Final = ("utf-8", "cp1252")

# Excel's own way of naming the delimiter, on a line before the heading.
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t])\r?\n?", re.IGNORECASE)

_OTHER_DELIMITERS: Final = "\t;"


def read_text_file(stream: BinaryIO) -> Iterator[list[str]]:
    """Yield the rows of a text file; the stream is read twice and must be seekable.

    Raises `UnreadableFile`: at once for an encoding, later for a fault in the middle.
    """
    encoding, sample = _decode_throughout(stream)
    # A file of an old Macintosh program: \r is its only line end.
    newline = None if "\r" in sample and "\n" not in sample else "\n"
    stream.seek(0)
    lines = io.TextIOWrapper(stream, encoding=encoding, newline=newline)
    return _read_lines(lines, sample)


def _read_lines(lines: io.TextIOWrapper, sample: str) -> Iterator[list[str]]:
    try:
        separator = _SEPARATOR_LINE.match(sample)
        if separator:
            next(lines)
            yield from read_delimited_lines(lines, delimiter=separator[1])
        else:
            yield from read_delimited_lines(lines, delimiter=_delimiter(sample))
    finally:
        # The stream belongs to the caller, who closes it.
        lines.detach()


def _decode_throughout(stream: BinaryIO) -> tuple[str, str]:
    """Return the first encoding that fits the whole file, and the start of its text."""
    stream.seek(0)
    start = stream.read(4)
    marked = [encoding for mark, encoding in _BYTE_ORDER_MARKS if start.startswith(mark)]
    for encoding in marked or _WITHOUT_MARK:
        sample = _sample(stream, encoding)
        if sample is not None:
            return encoding, sample
    raise UnreadableFile(RecipientErrorCode.FILE_UNREADABLE)


def _sample(stream: BinaryIO, encoding: str) -> str | None:
    """Return the start of the text, or None if the file is not text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    sample = ""
    stream.seek(0)
    try:
        while block := stream.read(_BLOCK_BYTES):
            text = decoder.decode(block)
            if "\0" in text:
                return None
            if len(sample) < _SAMPLE_CHARACTERS:
                sample += text[:_SAMPLE_CHARACTERS]
        decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    return sample


def _delimiter(sample: str) -> str:
    """Return the delimiter under which the heading names a recipient column; else a comma.

    Where none does, it is the one that the heading uses if that has no comma, so that the
    person is told which columns are missing by their right names.
    """
    heading = _first_line(sample)
    for delimiter in "," + _OTHER_DELIMITERS:
        if has_recipient_heading(_split(heading, delimiter)):
            return delimiter
    if "," not in heading:
        return next((each for each in _OTHER_DELIMITERS if each in heading), ",")
    return ","


def _first_line(sample: str) -> str:
    for line in io.StringIO(sample):
        if line.strip(" \t\r\n,;" + ZERO_WIDTH):
            return line.strip("\r\n" + ZERO_WIDTH)
    return ""


def _split(heading: str, delimiter: str) -> list[str]:
    cells = (strip_invisible(cell) for cell in heading.split(delimiter))
    return [cell.strip('"') for cell in cells]

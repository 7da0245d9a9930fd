"""A recipient file, whatever its kind, into rows of text."""

import io
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.text_files import read_text_file
from notify.recipients.workbook import read_workbook

TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv"})
WORKBOOK_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
SUFFIXES: Final = TEXT_SUFFIXES | WORKBOOK_SUFFIXES

# Workbooks that were saved under the name of a text file, or the other way round.
_WORKBOOK_MAGIC: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def read_recipient_file(source: bytes | Path | BinaryIO, *, file_name: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV, TSV, XLSX, XLSM, XLS or ODS file, the heading first.

    The suffix of `file_name` says whether we read it at all, its first bytes what it is.
    A stream must be seekable and stays open; rows are read as they are asked for.

    Raises `UnreadableFile`: when called for the name, later for the content.
    """
    if PurePath(file_name).suffix.lower() not in SUFFIXES:
        raise UnreadableFile(RecipientErrorCode.FORMAT_UNKNOWN)
    return _rows(source)


def _rows(source: bytes | Path | BinaryIO) -> Iterator[list[str]]:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield from _stream_rows(stream)
    elif isinstance(source, bytes):
        yield from _stream_rows(io.BytesIO(source))
    else:
        yield from _stream_rows(source)


def _stream_rows(stream: BinaryIO) -> Iterator[list[str]]:
    stream.seek(0)
    is_workbook = stream.read(8).startswith(_WORKBOOK_MAGIC)
    stream.seek(0)
    return read_workbook(stream) if is_workbook else read_text_file(stream)

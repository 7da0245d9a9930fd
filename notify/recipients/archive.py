"""A look into the directory of a zipped workbook, before anything is unpacked."""

import zipfile
from typing import BinaryIO, Final

from notify.recipients.errors import RecipientErrorCode, UnreadableFile

MAX_UNPACKED_BYTES: Final = 200 * 1024 * 1024
MAX_ENTRIES: Final = 5_000

_ZIP_MAGIC: Final = b"PK\x03\x04"


def check_archive(stream: BinaryIO) -> None:
    """Refuse a zip file that says it unpacks to more than we are ready to hold.

    Leaves the stream at its start. Files that are no zip are let through: old workbooks are not.
    A directory that lies is caught by the limits of the process that does the unpacking.

    Raises `UnreadableFile`.
    """
    stream.seek(0)
    is_zip = stream.read(len(_ZIP_MAGIC)) == _ZIP_MAGIC
    if is_zip:
        _check_directory(stream)
    stream.seek(0)


def _check_directory(stream: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise UnreadableFile(RecipientErrorCode.FILE_UNREADABLE) from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableFile(RecipientErrorCode.FILE_UNPACKS_TOO_LARGE)

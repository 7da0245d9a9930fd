"""Workbooks (XLSX, XLSM, XLS, ODS): the first sheet as rows of text, read in another process."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from notify.recipients import workbook_process
from notify.recipients.archive import check_archive
from notify.recipients.errors import RecipientErrorCode, UnreadableFile

_SCRIPT: Final = str(Path(workbook_process.__file__).resolve())
_COPY_BYTES: Final = 1024 * 1024


def read_workbook(stream: BinaryIO) -> Iterator[list[str]]:
    """Yield the rows of the first sheet; empty cells are empty strings.

    Raises `UnreadableFile`; the rows before the fault may have been yielded by then.
    """
    check_archive(stream)
    with tempfile.TemporaryFile() as copy:
        while block := stream.read(_COPY_BYTES):
            copy.write(block)
        copy.seek(0)
        yield from _read_in_process(copy)


def _read_in_process(workbook: BinaryIO) -> Iterator[list[str]]:
    process = subprocess.Popen(  # noqa: S603 - our own script, no argument from outside
        [sys.executable, "-I", _SCRIPT],
        stdin=workbook,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            yield from _decode(process)
        finally:
            # A caller that has seen enough closes this generator: do not wait for the rest.
            process.kill()


def _decode(process: "subprocess.Popen[bytes]") -> Iterator[list[str]]:
    for line in process.stdout or ():
        if not line.endswith(b"\n"):
            break
        yield json.loads(line)
    exit_code = process.wait()
    if exit_code == workbook_process.EXIT_ENCRYPTED:
        raise UnreadableFile(RecipientErrorCode.FILE_ENCRYPTED)
    if exit_code != 0:
        raise UnreadableFile(RecipientErrorCode.FILE_UNREADABLE)

"""Where the encrypted contents are kept: a directory of this machine, or a bucket.

A content is written once, whole or not at all, under a name that is the file's id. Every process
that accepts, scans, sends or shows files needs the same store.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from notify.files.errors import ContentMissing, StoreFull, StoreUnavailable

READ_BYTES = 64 * 1024
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # the disk, a quota, a process's limit


class FileStore(Protocol):
    """Keeps bytes by name."""

    def save(self, name: str, parts: Iterable[bytes]) -> None:
        """Keep a content; it is durable on return. Raises StoreUnavailable, StoreFull."""

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a content in parts. Raises ContentMissing, StoreUnavailable."""

    def delete(self, name: str) -> None:
        """Delete a content, or nothing when it is gone already. Raises StoreUnavailable."""


class LocalStore:
    """Keeps contents in a directory, those of one first pair of letters together."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def save(self, name: str, parts: Iterable[bytes]) -> None:
        path = self._path(name)
        unfinished = path.with_suffix(".part")
        try:
            self._make_directory(path.parent)
            with open(unfinished, "wb", opener=_owner_only) as file:
                for part in parts:
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
            _sync_directory(path.parent)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise _unavailable(error) from error

    def read(self, name: str) -> Iterator[bytes]:
        try:
            with open(self._path(name), "rb") as file:
                while part := file.read(READ_BYTES):
                    yield part
        except FileNotFoundError as error:
            raise ContentMissing(name) from error
        except OSError as error:
            raise _unavailable(error) from error

    def delete(self, name: str) -> None:
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
            path.with_suffix(".part").unlink(missing_ok=True)
        except OSError as error:
            raise _unavailable(error) from error

    def _make_directory(self, directory: Path) -> None:
        if not directory.is_dir():
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            _sync_directory(self.directory)

    def _path(self, name: str) -> Path:
        # The end of a time-ordered id is random, its beginning is the day.
        return self.directory / name[-2:] / name


def file_store() -> FileStore:
    """Return the store that the settings name."""
    return _store(settings.FILE_STORE_URL, str(settings.FILE_STORE_DIR))


@lru_cache(maxsize=4)
def _store(url: str, directory: str) -> FileStore:
    if not url:
        return LocalStore(Path(directory))
    from notify.files.bucket import S3Store  # noqa: PLC0415  its client is slow to load

    address = urlsplit(url)
    return S3Store(address.netloc, address.path.strip("/"))


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unavailable(error: OSError) -> StoreUnavailable:
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return StoreFull(name) if error.errno in FULL else StoreUnavailable(name)

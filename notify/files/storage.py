"""Where the encrypted contents are kept: a directory of this machine, or a bucket.

A content is written once, whole or not at all, under a name that is the file's id. Every process
that accepts, scans, sends or shows files needs the same store.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from notify.files.errors import ContentMissing, FileError, StoreFull, StoreUnavailable

READ_BYTES = 64 * 1024
UPLOAD_BYTES = 16 * 1024 * 1024  # every message's file fits in one; a long report takes several
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # the disk, a quota, a process's limit
CONNECT_SECONDS, READ_SECONDS, MOST_TRIES = 2, 5, 1  # a worker that reads holds a lease
NOT_FOUND_CODES = frozenset({"NoSuchKey", "404", "NotFound"})


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


class S3Store:
    """Keeps contents in a bucket of S3 or what speaks like it (AWS_ENDPOINT_URL_S3)."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self.bucket = bucket
        self.prefix = prefix
        retries = {"total_max_attempts": MOST_TRIES, "mode": "standard"}
        self._client = boto3.session.Session().client(  # the default session is not for threads
            "s3",
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries=retries,
                max_pool_connections=32,
            ),
        )

    def save(self, name: str, parts: Iterable[bytes]) -> None:
        key, pieces = self._key(name), _gather(parts, UPLOAD_BYTES)
        first = next(pieces, b"")
        if len(first) < UPLOAD_BYTES:
            self._ask("put_object", Key=key, Body=first)
        else:
            self._save_in_pieces(key, chain([first], pieces))

    def _save_in_pieces(self, key: str, pieces: Iterable[bytes]) -> None:
        """Upload a piece at a time, so that no more of a long content is in memory."""
        upload = {"Key": key, "UploadId": self._ask("create_multipart_upload", Key=key)["UploadId"]}
        try:
            done = []
            for number, piece in enumerate(pieces, start=1):
                answer = self._ask("upload_part", **upload, PartNumber=number, Body=piece)
                done.append({"PartNumber": number, "ETag": answer["ETag"]})
            self._ask("complete_multipart_upload", **upload, MultipartUpload={"Parts": done})
        except BaseException:
            with suppress(FileError):
                self._ask("abort_multipart_upload", **upload)
            raise

    def read(self, name: str) -> Iterator[bytes]:
        body = self._ask("get_object", Key=self._key(name))["Body"]
        try:
            yield from body.iter_chunks(READ_BYTES)
        except BotoCoreError as error:
            raise StoreUnavailable(type(error).__name__) from error
        finally:
            body.close()

    def delete(self, name: str) -> None:
        self._ask("delete_object", Key=self._key(name))

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name

    def _ask(self, operation: str, **arguments: Any) -> Any:
        try:
            return getattr(self._client, operation)(Bucket=self.bucket, **arguments)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in NOT_FOUND_CODES:
                raise ContentMissing(code) from error
            raise StoreUnavailable(code) from error
        except BotoCoreError as error:
            raise StoreUnavailable(type(error).__name__) from error


def file_store() -> FileStore:
    """Return the store that the settings name."""
    return _store(settings.FILE_STORE_URL, str(settings.FILE_STORE_DIR))


@lru_cache(maxsize=4)
def _store(url: str, directory: str) -> FileStore:
    if not url:
        return LocalStore(Path(directory))
    address = urlsplit(url)
    return S3Store(address.netloc, address.path.strip("/"))


def _gather(parts: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield pieces of this size, the last of what is left."""
    buffer = bytearray()
    for part in parts:
        buffer += part
        while len(buffer) >= size:
            yield bytes(buffer[:size])
            del buffer[:size]
    if buffer:
        yield bytes(buffer)


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

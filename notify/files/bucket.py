"""Keeps encrypted contents in a bucket; loaded only where the settings name one (storage.py)."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from notify.files.errors import ContentMissing, FileError, StoreUnavailable
from notify.files.storage import READ_BYTES

UPLOAD_BYTES = 16 * 1024 * 1024  # every message's file fits in one; a long report takes several
CONNECT_SECONDS, READ_SECONDS, MOST_TRIES = 2, 5, 1  # a worker that reads holds a lease
NOT_FOUND_CODES = frozenset({"NoSuchKey", "404", "NotFound"})


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

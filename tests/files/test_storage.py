"""Both stores keep one contract; a full or absent one says so."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from notify.files.bucket import S3Store
from notify.files.errors import ContentMissing, StoreFull, StoreUnavailable
from notify.files.storage import FileStore, LocalStore, file_store

NAME = "0199" + "a" * 28


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["disk", "bucket"])
def store(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    if request.param == "disk":
        return LocalStore(tmp_path / "files")
    point_at(monkeypatch, request.getfixturevalue("s3"))
    boto3.client("s3").create_bucket(Bucket="notify-files")
    return S3Store("notify-files", "some/where")


def point_at(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


def test_a_content_comes_back_and_goes(store: FileStore) -> None:
    store.save(NAME, [b"one ", b"two ", b"x" * 200_000])

    assert b"".join(store.read(NAME)) == b"one two " + b"x" * 200_000

    store.delete(NAME)
    store.delete(NAME)
    with pytest.raises(ContentMissing):
        list(store.read(NAME))


def test_what_was_never_kept_is_missing(store: FileStore) -> None:
    with pytest.raises(ContentMissing):
        list(store.read("0199" + "b" * 28))


def test_a_file_on_disk_is_its_owners_alone(tmp_path: Path) -> None:
    LocalStore(tmp_path).save(NAME, [b"x"])

    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert path.name == NAME
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def piece(monkeypatch: pytest.MonkeyPatch) -> int:
    """The least that S3 takes as a piece of an upload, in place of ours."""
    least = 5 * 1024 * 1024
    monkeypatch.setattr("notify.files.bucket.UPLOAD_BYTES", least)
    return least


def many_parts(size: int, read: list[int]) -> Iterator[bytes]:
    for number in range(size // 65_536):
        read.append(65_536)
        yield number.to_bytes(4, "big") * 16_384


def test_a_long_content_goes_to_a_bucket_in_pieces(
    s3: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_at(monkeypatch, s3)
    boto3.client("s3").create_bucket(Bucket="long-files")
    store = S3Store("long-files", "")
    read: list[int] = []
    calls: list[tuple[str, int, int]] = []
    ask = store._ask

    def watch(operation: str, **arguments: Any) -> Any:
        calls.append((operation, sum(read), len(arguments.get("Body", b""))))
        return ask(operation, **arguments)

    with monkeypatch.context() as patch:
        patch.setattr(store, "_ask", watch)
        store.save(NAME, many_parts(5 * piece // 2, read))

    assert b"".join(store.read(NAME)) == b"".join(many_parts(5 * piece // 2, []))
    # Each piece has left before more is read than the next.
    assert calls == [
        ("create_multipart_upload", piece, 0),
        ("upload_part", piece, piece),
        ("upload_part", 2 * piece, piece),
        ("upload_part", 5 * piece // 2, piece // 2),
        ("complete_multipart_upload", 5 * piece // 2, 0),
    ]


def test_an_upload_that_breaks_off_leaves_nothing_in_the_bucket(
    s3: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off() -> Iterator[bytes]:
        yield from many_parts(5 * piece // 2, [])
        raise RuntimeError

    point_at(monkeypatch, s3)
    client = boto3.client("s3")
    client.create_bucket(Bucket="broken-off")

    with pytest.raises(RuntimeError):
        S3Store("broken-off", "").save(NAME, break_off())

    assert "Contents" not in client.list_objects_v2(Bucket="broken-off")
    assert "Uploads" not in client.list_multipart_uploads(Bucket="broken-off")


@pytest.mark.parametrize(
    ("number", "error"), [(errno.ENOSPC, StoreFull), (errno.EIO, StoreUnavailable)]
)
def test_a_write_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", refuse)

    with pytest.raises(error):
        LocalStore(tmp_path).save(NAME, [b"x"])

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_directory_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")

    with pytest.raises(StoreUnavailable):
        LocalStore(tmp_path / "files").save(NAME, [b"x"])


def test_a_bucket_that_does_not_answer_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    point_at(monkeypatch, "http://127.0.0.1:9")
    store = S3Store("notify-files", "")

    for use in (lambda: store.save(NAME, [b"x"]), lambda: list(store.read(NAME))):
        with pytest.raises(StoreUnavailable):
            use()


def test_a_bucket_that_is_not_there_is_unavailable(
    monkeypatch: pytest.MonkeyPatch, s3: str
) -> None:
    point_at(monkeypatch, s3)

    with pytest.raises(StoreUnavailable):
        S3Store("nobody-made-this", "").save(NAME, [b"x"])


def test_the_settings_name_the_store(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ca-central-1")
    settings.FILE_STORE_URL = "s3://department-files/notify/"

    store = file_store()

    assert isinstance(store, S3Store)
    assert (store.bucket, store.prefix) == ("department-files", "notify")

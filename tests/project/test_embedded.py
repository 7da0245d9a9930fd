"""The embedded stores start, survive a kill and say what is wrong."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from notify_project.embedded import CannotStart, EmbeddedStores


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not pytest's own folder: each run of pytest closes that to the user that PostgreSQL runs as.
    made = Path(tempfile.mkdtemp(prefix="notify-stores-"))
    yield made
    shutil.rmtree(made)


def connect(stores: EmbeddedStores) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(
        host=str(stores.socket_dir), user="postgres", dbname=stores.database, autocommit=True
    )


def kill(stores: EmbeddedStores) -> None:
    for store in stores.stores:
        assert store.process is not None
        os.kill(store.process.pid, signal.SIGKILL)
        store.process.wait()


def cut_off_when(file: Path) -> "Callable[..., subprocess.CompletedProcess[str]]":
    """Return what runs a command and kills it as soon as there is such a file."""

    def run(command: list[str], **how: Any) -> "subprocess.CompletedProcess[str]":
        who = {key: how[key] for key in ("user", "group", "extra_groups", "cwd") if key in how}
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who
        )
        while not file.exists() and process.poll() is None:
            time.sleep(0.001)
        process.kill()
        return subprocess.CompletedProcess(command, process.wait(), "", "killed")

    return run


def test_killed_stores_are_started_again(folder: Path) -> None:
    stores = EmbeddedStores(folder / "data", folder / "run")
    stores.start()
    try:
        kill(stores)

        assert stores.revive() == ["PostgreSQL", "Valkey"]
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                connect(stores).close()
                break
            except psycopg.OperationalError:
                stores.revive()
                time.sleep(0.1)
        else:
            pytest.fail("PostgreSQL did not come back")
        assert stores.revive() == []
    finally:
        stores.stop()


def test_committed_rows_survive_a_kill(folder: Path) -> None:
    first = EmbeddedStores(folder / "data", folder / "run")
    first.start()
    with connect(first) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    kill(first)

    second = EmbeddedStores(folder / "data", folder / "run")
    second.start()
    try:
        with connect(second) as connection:
            rows = connection.execute("SELECT n FROM kept").fetchall()
    finally:
        second.stop()

    assert rows == [(7,)]


def test_a_first_start_that_was_cut_off_is_done_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = folder / "data"
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", cut_off_when(data / "postgres.new" / "PG_VERSION"))
        with pytest.raises(CannotStart, match="could not create its files"):
            EmbeddedStores(data, folder / "run").start(valkey=False)
    assert (data / "postgres.new" / "PG_VERSION").exists()

    stores = EmbeddedStores(data, folder / "run")
    stores.start(valkey=False)
    try:
        connect(stores).close()
    finally:
        stores.stop()

    assert not (data / "postgres.new").exists()


def test_a_directory_that_cannot_be_written_is_named(folder: Path) -> None:
    in_the_way = folder / "file"
    in_the_way.touch()

    with pytest.raises(CannotStart, match=r"NOTIFY_DATA_DIR"):
        EmbeddedStores(in_the_way / "data", folder / "run").start()


def test_a_socket_path_that_is_too_long_is_named(folder: Path) -> None:
    with pytest.raises(CannotStart, match="NOTIFY_SOCKET_DIR"):
        EmbeddedStores(folder / "data", folder / ("x" * 100)).start()


def test_a_missing_wheel_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(CannotStart, match="no wheel for this platform.*DATABASE_URL"):
        EmbeddedStores(folder / "data", folder / "run").start()

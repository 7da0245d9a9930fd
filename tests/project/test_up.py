"""`manage.py up` says clearly why it cannot start."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def up(**environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_a_taken_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        answer = up(PORT=str(port), NOTIFY_DATA_DIR=str(tmp_path / "data"))

    assert answer.returncode == 1
    assert f"Port {port} cannot be used" in answer.stderr
    assert f"make run PORT={port + 1}" in answer.stderr


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    answer = up(NOTIFY_DATA_DIR=str(tmp_path / "file" / "data"))

    assert answer.returncode == 1
    assert "cannot be written" in answer.stderr
    assert "NOTIFY_DATA_DIR" in answer.stderr


def test_a_data_directory_in_use_is_named(tmp_path: Path) -> None:
    with (tmp_path / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4242")
        lock.flush()

        answer = up(NOTIFY_DATA_DIR=str(tmp_path))

    assert answer.returncode == 1
    assert "already running" in answer.stderr
    assert "4242" in answer.stderr


def test_production_without_secrets_does_not_start(tmp_path: Path) -> None:
    answer = up(
        NOTIFY_DATA_DIR=str(tmp_path),
        NOTIFY_SOCKET_DIR=str(tmp_path / "run"),
        DATABASE_URL="postgres://nobody@127.0.0.1:1/none",
        REDIS_URL="redis://127.0.0.1:1/0",
        DEBUG="false",
    )

    assert answer.returncode == 1
    assert "notify.E001" in answer.stderr
    assert "SECRET_KEY" in answer.stderr

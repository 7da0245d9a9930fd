"""The conversation with ClamAV's daemon."""

import socket
import threading
from typing import Any

import pytest

from notify.files import scanner
from notify.files.scanner import ScanFailed, find_virus
from tests.files.clamd import VIRUS, Clamd


def test_a_clean_content_has_no_virus(clamd: Clamd) -> None:
    assert find_virus([b"one ", b"", b"two"], clamd.url) is None
    assert clamd.contents == [b"one two"]


def test_a_virus_is_named(clamd: Clamd) -> None:
    assert find_virus([b"before ", VIRUS], clamd.url) == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "answer",
    [b"", b"stream: Heuristics ERROR", b"COMMAND UNAVAILABLE", b"PONG", b"OK", b"x" * 9000],
)
def test_anything_else_is_no_verdict(clamd: Clamd, answer: bytes) -> None:
    clamd.answer = answer

    with pytest.raises(ScanFailed):
        find_virus([b"x"], clamd.url)


def test_a_content_too_long_for_the_scanner_is_no_verdict(clamd: Clamd) -> None:
    clamd.most_bytes = 1000

    with pytest.raises(ScanFailed):
        find_virus([b"x" * 60_000] * 200, clamd.url)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:9", "unix:///nowhere/clamd.sock"])
def test_a_scanner_that_is_away_is_no_verdict(url: str) -> None:
    with pytest.raises(ScanFailed):
        find_virus([b"x"], url)


def test_a_scanner_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        with pytest.raises(ScanFailed):
            find_virus([b"x"], url)


def test_a_socket_in_the_file_system_is_spoken_to(tmp_path: Any) -> None:
    path = tmp_path / "clamd.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        server.settimeout(5)

        # It answers before it is asked: the answer waits in the socket's buffer.
        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"stream: OK\x00")
                while connection.recv(1000):
                    pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()

        assert find_virus([b"x"], f"unix://{path}") is None
        thread.join(5)

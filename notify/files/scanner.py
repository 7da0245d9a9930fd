"""Ask ClamAV's daemon about a content: the INSTREAM command (docs.clamav.net, "Clamd").

The content is sent as `length (4 bytes) | bytes` and ends with a length of zero; the answer is
`stream: OK`, `stream: NAME FOUND` or `... ERROR`.
"""

import socket
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

PORT = 3310
SECONDS = 30  # for each step of the conversation
LONGEST_ANSWER = 4096


class ScanFailed(Exception):
    """No verdict. `detail` names what went wrong, and nothing of the file."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def find_virus(content: Iterable[bytes], url: str) -> str | None:
    """Return the name of the virus that a content holds, or None. Raises ScanFailed."""
    try:
        with _connect(urlsplit(url)) as connection:
            connection.sendall(b"zINSTREAM\x00")
            _send(connection, content)
            answer = _receive(connection)
    except OSError as error:
        raise ScanFailed(type(error).__name__) from error
    return _read_verdict(answer)


def _connect(address: SplitResult) -> socket.socket:
    if address.scheme != "unix":
        return socket.create_connection((address.hostname, address.port or PORT), SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS)
    try:
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, content: Iterable[bytes]) -> None:
    try:
        for part in content:
            if part:  # a length of zero would end the stream
                connection.sendall(len(part).to_bytes(4, "big") + part)
        connection.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return  # it has said why before it hung up: the stream was too long


def _receive(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\x00") and len(answer) < LONGEST_ANSWER:
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\x00\n").decode("utf-8", "replace")


def _read_verdict(answer: str) -> str | None:
    if answer == "stream: OK":
        return None
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScanFailed(answer[-100:] if answer.endswith("ERROR") else "no-verdict")

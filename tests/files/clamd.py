"""A server that speaks ClamAV's protocol on loopback; it knows one virus."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """What the server saw, and how it behaves: `answer` replaces its verdict."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.contents: list[bytes] = []
        self.answer: bytes | None = None
        self.most_bytes = 30_000_000


@contextmanager
def running_clamd() -> Iterator[Clamd]:
    clamd = Clamd()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\x00"
            content = b""
            while length := int.from_bytes(self.rfile.read(4), "big"):
                content += self.rfile.read(length)
                if len(content) > clamd.most_bytes:
                    self.wfile.write(b"INSTREAM size limit exceeded. ERROR\x00")
                    return
            clamd.contents.append(content)
            verdict = b"stream: Eicar-Test-Signature FOUND" if VIRUS in content else b"stream: OK"
            self.wfile.write((verdict if clamd.answer is None else clamd.answer) + b"\x00")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        clamd.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield clamd
        server.shutdown()
        thread.join()

"""Providers on loopback that lie: an SES and a text provider; recipients choose the answers."""

import json
import socket
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, cast

SLOW_SECONDS = 1.0
HANG_SECONDS = 8.0  # READ_SECONDS in conftest.py is between the two
DRIP_BYTES, DRIP_SECONDS = 16, 0.5

# Told to be taken or not: whether the far end keeps the message although its answer is bad.
TAKES = {
    "error": False,
    "throttled": False,
    "refused": False,
    "hang": True,
    "drop": True,
    "garbage": True,
    "drip": True,
    "slow": True,
    "good": True,
}
NUMBERS = {  # a text's recipient is a number
    "+16132530101": "error",
    "+16132530102": "garbage",
    "+16132530103": "throttled",
}


class FarEnd:
    """Takes messages and answers the first try of each as its recipient's name says.

    `garbage-3@example.ca` gets garbage; later tries, and every other recipient, are answered well.
    Recipients that begin with `refused` are refused each time. `always` overrides them all.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.always = ""
        self.on_taken: Callable[[str], object] = bool
        self.lock = Lock()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def duplicates(self, ids: list[str]) -> int:
        """Return how many times too many the far end has taken the messages."""
        return sum(self.taken[one] - 1 for one in ids if self.taken[one])

    def behaviour(self, identifier: str, recipient: str) -> str:
        """Note a try and say how to answer it."""
        wanted = NUMBERS.get(recipient, recipient.partition("-")[0])
        with self.lock:
            self.asked[identifier] += 1
            is_first = self.asked[identifier] == 1
            chosen = wanted if wanted in TAKES and (is_first or wanted == "refused") else "good"
            chosen = self.always or chosen
            if TAKES[chosen]:
                self.taken[identifier] += 1
        return chosen


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, owner: FarEnd) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        owner = cast(_Server, self.server).owner
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        identifier, recipient = _who(request)
        chosen = owner.behaviour(identifier, recipient)
        if TAKES[chosen]:
            owner.on_taken(identifier)
        try:
            getattr(self, f"answer_{chosen}")(identifier)
        except (BrokenPipeError, ConnectionError):
            self.close_connection = True

    def answer_good(self, identifier: str) -> None:
        self._reply(200, {"MessageId": f"far-{identifier}"})

    def answer_slow(self, identifier: str) -> None:
        time.sleep(SLOW_SECONDS)
        self.answer_good(identifier)

    def answer_error(self, identifier: str) -> None:
        self._reply(500, {"__type": "com.amazonaws#InternalFailure", "message": "no"})

    def answer_throttled(self, identifier: str) -> None:
        error = {"__type": "com.amazonaws#TooManyRequestsException", "message": "slow"}
        self._reply(429, error, {"Retry-After": "2"})

    def answer_refused(self, identifier: str) -> None:
        error = {"__type": "com.amazonaws#BadRequestException", "message": "Illegal address"}
        self._reply(400, error)

    def answer_hang(self, identifier: str) -> None:
        time.sleep(HANG_SECONDS)
        self._hang_up()

    def answer_drop(self, identifier: str) -> None:
        self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Mess')
        self._hang_up()

    def answer_garbage(self, identifier: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n\x00\xffnoise")

    def answer_drip(self, identifier: str) -> None:
        """Answer a byte at a time: each is in time, and the whole never is."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(DRIP_BYTES):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(DRIP_SECONDS)
        self._hang_up()

    def _reply(
        self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def _who(request: dict[str, Any]) -> tuple[str, str]:
    """Return our id and the recipient of what SES or End User Messaging is asked."""
    if "Context" in request:
        return request["Context"]["notify-id"], request["DestinationPhoneNumber"]
    tags = {tag["Name"]: tag["Value"] for tag in request["EmailTags"]}
    return tags["notify-id"], request["Destination"]["ToAddresses"][0]

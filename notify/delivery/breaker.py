"""A circuit breaker: stop asking a provider that fails or hangs, and find out when it is back.

Closed: sends pass. Open: none does, for a while that doubles each time. Half-open: one send probes,
and closes or opens it again. Each worker process judges by its own sends, so there is
nothing shared that could fail.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 60.0
FEWEST_SENDS = 10
FAILING_SHARE = 0.5
SLOW_SECONDS = 8.0  # a send this slow counts as a failure: it holds a slot that others need
FIRST_PAUSE_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 300.0


class Breaker:
    """Judges one provider. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sends: deque[tuple[float, bool]] = deque()
        self._failures = 0  # among them; adding them up at each send would cost by the rate
        self._open_until = 0.0
        self._pause = 0.0
        self._probing = False

    @property
    def state(self) -> str:
        """Return "closed", "open" or "half-open"."""
        if not self._pause:
            return "closed"
        return "open" if self._clock() < self._open_until else "half-open"

    def allows(self) -> bool:
        """Say whether a send may pass. In the half-open state the first to ask is the probe."""
        with self._lock:
            if self.state == "closed":
                return True
            if self.state == "open" or self._probing:
                return False
            self._probing = True
            return True

    def give_back(self) -> None:
        """Take back that a send was allowed: it was not made, so another may probe."""
        with self._lock:
            self._probing = False

    def note(self, *, failed: bool, seconds: float) -> None:
        """Count a send and judge."""
        failed = failed or seconds > SLOW_SECONDS
        with self._lock:
            if self._pause:
                self._judge_probe(failed)
                return
            now = self._clock()
            self._sends.append((now, failed))
            self._failures += failed
            while self._sends[0][0] < now - WINDOW_SECONDS:
                self._failures -= self._sends.popleft()[1]
            sends = len(self._sends)
            if sends >= FEWEST_SENDS and self._failures >= FAILING_SHARE * sends:
                self._open()

    def _judge_probe(self, failed: bool) -> None:
        """Close or open again; sends that were under way when it opened are not probes."""
        if not self._probing:
            return
        self._probing = False
        if failed:
            self._open()
        else:
            self._pause = 0.0

    def _open(self) -> None:
        self._pause = min(LONGEST_PAUSE_SECONDS, self._pause * 2 or FIRST_PAUSE_SECONDS)
        self._open_until = self._clock() + self._pause
        self._sends.clear()
        self._failures = 0

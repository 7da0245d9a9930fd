"""Keep to a provider's rate together: every worker takes its turns from one bucket in Valkey.

Turns are leased in small slices that last a second, so a round trip serves several sends and a
process that dies or falls idle wastes next to nothing. Who has no turn waits in its thread, and
goes back to the queue only after MOST_WAIT_SECONDS.
"""

import random
import threading
import time

from django.conf import settings

from notify.delivery.buckets import Bucket, SharedBucket
from notify.providers.base import Email, Sms, Unavailable

PACED = "paced"
MOST_WAIT_SECONDS = 5.0
CALLS_SECONDS = 26.0  # two calls to providers, at their longest, which a claim's lease must cover
LEASE_SECONDS = 1.0
MOST_LEASED = 10
USUAL_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
RESERVE = 0.2  # of a second's turns, which bulk leaves to others
SMALLEST_RATE_WITH_RESERVE = 5


class Pacer:
    """Hands out turns of one bucket to the threads of this process."""

    def __init__(self, bucket: Bucket, per_second: float, *, reserve: float) -> None:
        self._bucket = bucket
        self._slice = max(1, min(MOST_LEASED, int(per_second / 10)))
        self._reserve = reserve if per_second >= SMALLEST_RATE_WITH_RESERVE else 0.0
        self._lock = threading.Lock()
        self._turns = 0
        self._ends = self._ask_after = 0.0

    def take(self, deadline: float) -> bool:
        """Wait for a turn until the monotonic `deadline`; say whether there was one."""
        while True:
            with self._lock:
                now = time.monotonic()
                if self._take_now(now):
                    return True
                pause = max(self._ask_after - now, 0.001)
            if now + pause > deadline:
                return False
            time.sleep(pause)

    def drop(self) -> None:
        """Forget the turns in hand: the provider wants fewer."""
        with self._lock:
            self._turns = 0

    def _take_now(self, now: float) -> bool:
        if self._turns and now < self._ends:
            self._turns -= 1
            return True
        if now < self._ask_after:
            return False
        granted, wait = self._bucket.lease(self._slice, self._reserve)
        self._turns, self._ends = max(granted - 1, 0), now + LEASE_SECONDS
        self._ask_after = now + wait
        return granted > 0


class Gate:
    """One limit: a bucket, and its pacers for bulk and for everything else."""

    def __init__(self, name: str, per_second: float) -> None:
        self.bucket = SharedBucket(name, per_second)
        self._bulk = Pacer(self.bucket, per_second, reserve=RESERVE)
        self._other = Pacer(self.bucket, per_second, reserve=0.0)

    def take(self, number: int, queue: str, deadline: float) -> bool:
        pacer = self._bulk if queue == "bulk" else self._other
        return all(pacer.take(deadline) for _ in range(number))

    def slow_down(self, pause: float) -> None:
        self.bucket.slow_down(pause)
        self._bulk.drop()
        self._other.drop()


class Throttle:
    """The limits of one provider: on all it sends, and on what each number sends.

    Texts count their fragments, as the phone companies do.
    """

    def __init__(
        self, provider: str, per_second: float | None, per_number: float | None = None
    ) -> None:
        self._provider = provider
        self._all = Gate(provider, per_second) if per_second else None
        self._per_number = per_number
        self._numbers: dict[str, Gate] = {}
        self._lock = threading.Lock()

    def wait(self, message: Email | Sms, queue: str) -> None:
        """Wait for the message's turn. Raises Unavailable(PACED) when that would take too long."""
        deadline = time.monotonic() + _longest_wait()
        fragments = message.fragments if isinstance(message, Sms) else 1
        for gate in self._gates(message):
            if not gate.take(max(1, fragments), queue, deadline):
                soon = random.uniform(1.0, 2.0)  # noqa: S311  spread, not a secret
                raise Unavailable(PACED, throttled=True, retry_after=soon)

    def slow_down(self, message: Email | Sms, retry_after: float | None) -> None:
        """Heed a provider that said "slower", for as long as it asked."""
        gates = self._gates(message)
        if gates:
            pause = USUAL_PAUSE_SECONDS if retry_after is None else retry_after
            gates[0].slow_down(min(pause, LONGEST_PAUSE_SECONDS))

    def _gates(self, message: Email | Sms) -> list[Gate]:
        """Return the limits that hold for a message, the narrowest first."""
        gates = [self._all] if self._all else []
        if self._per_number and isinstance(message, Sms):
            gates.insert(0, self._gate_of(message.sender, self._per_number))
        return gates

    def _gate_of(self, sender: str, per_second: float) -> Gate:
        with self._lock:
            if sender not in self._numbers:
                self._numbers[sender] = Gate(f"{self._provider}:{sender}", per_second)
            return self._numbers[sender]


def _longest_wait() -> float:
    """Return how long a send may wait: with both its calls it must end within the claim's lease."""
    spare = (settings.DELIVERY_LEASE_SECONDS - CALLS_SECONDS) / 2
    return max(0.0, min(MOST_WAIT_SECONDS, spare))

"""Which providers may take a message, the best first: the rows that the platform team edits."""

import logging
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from notify.delivery.breaker import Breaker
from notify.delivery.models import Provider
from notify.delivery.sandbox import DatabaseMailbox
from notify.delivery.throttle import Throttle
from notify.providers.base import Email, EmailProvider, Sms, SmsProvider, Unavailable
from notify.providers.registry import build_provider
from notify.providers.sandbox import SandboxProvider

logger = logging.getLogger(__name__)

ROWS_LIVE_SECONDS = 2.0
PRETEND = "test"  # what test keys "send" through


@dataclass(frozen=True)
class Route:
    """One provider, watched by its breaker."""

    name: str
    adapter: EmailProvider | SmsProvider
    breaker: Breaker
    throttle: Throttle | None = None

    def send(self, message: Email | Sms, queue: str = "normal") -> str:
        """Wait for a turn, send, and tell breaker and throttle how it went.

        Raises Refused, Unavailable.
        """
        self._wait(message, queue)
        started = time.monotonic()
        failed = False
        try:
            return self.adapter.send(message)  # type: ignore[arg-type]  # of the same channel
        except Unavailable as error:
            failed = not error.throttled  # a provider that says "slower" is well
            if error.throttled and self.throttle:
                self.throttle.slow_down(message, error.retry_after)
            raise
        finally:
            self.breaker.note(failed=failed, seconds=time.monotonic() - started)

    def _wait(self, message: Email | Sms, queue: str) -> None:
        if self.throttle is None:
            return
        try:
            self.throttle.wait(message, queue)
        except Unavailable:
            self.breaker.give_back()  # nothing was sent, so nothing was found out
            raise


class Chooser:
    """Chooses for one process; knows the rows as they were at most ROWS_LIVE_SECONDS ago."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[Provider] = []
        self._read_at = float("-inf")
        self._routes: dict[int, tuple[datetime, Route]] = {}
        self._pretend = Route(PRETEND, SandboxProvider(DatabaseMailbox()), Breaker())

    def routes(self, channel: str, *, international: bool, key_type: str) -> Iterator[Route]:
        """Yield the routes for a message, the best first, leaving out those that are failing.

        Priority orders them; weight shares between those of one priority. Ends at once when no
        provider is active or all are failing.
        """
        if key_type == "test":
            yield self._pretend
            return
        rows = [
            row
            for row in self._current_rows()
            if row.channel == channel and (row.international or not international)
        ]
        for row in sorted(rows, key=_weighted_order):
            route = self._route(row)
            if route and route.breaker.allows():
                yield route

    def _current_rows(self) -> list[Provider]:
        with self._lock:
            if time.monotonic() - self._read_at > ROWS_LIVE_SECONDS:
                self._rows = list(Provider.objects.filter(active=True))
                self._read_at = time.monotonic()
            return self._rows

    def _route(self, row: Provider) -> Route | None:
        """Return the row's route, built anew when the row has changed; None when it is wrong."""
        with self._lock:
            known = self._routes.get(row.pk)
            if known and known[0] == row.updated_at:
                return known[1]
            try:
                adapter = build_provider(row.kind, row.options, mailbox=DatabaseMailbox())
            except Exception:  # whatever is wrong with one row, the others still send
                logger.exception("Provider %s cannot be used", row.name)
                return None
            throttle = Throttle(row.name, row.per_second, row.per_number_per_second)
            route = Route(row.name, adapter, Breaker(), throttle)
            self._routes[row.pk] = (row.updated_at, route)
            return route


def _weighted_order(row: Provider) -> tuple[int, float]:
    """Sort by priority, then so that each comes first as often as its weight says."""
    chance = random.random()  # noqa: S311  a share of traffic, not a secret
    return row.priority, -(chance ** (1 / max(row.weight, 1)))

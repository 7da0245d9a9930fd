"""Which provider takes a message: rows that the platform team edits, an adapter for each."""

import random
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from notify.delivery.models import Provider
from notify.delivery.sandbox import DatabaseMailbox
from notify.providers.base import EmailProvider, SmsProvider, Unavailable
from notify.providers.registry import build_provider
from notify.providers.sandbox import SandboxProvider

ROWS_LIVE_SECONDS = 2.0
PRETEND = "test"  # what test keys "send" through


@dataclass(frozen=True)
class Chosen:
    name: str
    adapter: EmailProvider | SmsProvider


class Chooser:
    """Chooses for one process; knows the rows as they were at most ROWS_LIVE_SECONDS ago."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[Provider] = []
        self._read_at = 0.0
        self._adapters: dict[tuple[int, datetime], EmailProvider | SmsProvider] = {}
        self._pretend = SandboxProvider(DatabaseMailbox())

    def choose(self, channel: str, *, international: bool, key_type: str) -> Chosen:
        """Return the provider for a message. Raises Unavailable when none is active."""
        if key_type == "test":
            return Chosen(PRETEND, self._pretend)
        with self._lock:
            rows = [
                row
                for row in self._current_rows()
                if row.channel == channel and (row.international or not international)
            ]
            if not rows:
                raise Unavailable(code="no-provider", detail="No provider is active.")
            first = min(row.priority for row in rows)
            best = [row for row in rows if row.priority == first]
            row = random.choices(best, [row.weight or 1 for row in best])[0]  # noqa: S311
            return Chosen(row.name, self._adapter(row))

    def _current_rows(self) -> list[Provider]:
        if time.monotonic() - self._read_at > ROWS_LIVE_SECONDS:
            self._rows = list(Provider.objects.filter(active=True))
            self._read_at = time.monotonic()
        return self._rows

    def _adapter(self, row: Provider) -> EmailProvider | SmsProvider:
        key = (row.pk, row.updated_at)
        if key not in self._adapters:
            if row.kind == Provider.Kind.SANDBOX:
                self._adapters[key] = SandboxProvider(DatabaseMailbox())
            else:
                self._adapters[key] = build_provider(row.kind, row.options)
        return self._adapters[key]

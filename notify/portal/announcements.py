"""The banners that every page shows, read once in a while."""

import threading
import time
from datetime import UTC, datetime

from django.db import DatabaseError

from notify.portal.models import Banner

KEPT_SECONDS = 15.0


class _Kept:
    """A page costs no query for banners; a new one is seen within 15 s."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.at = 0.0
        self.banners: tuple[Banner, ...] | None = None


_kept = _Kept()


def banners_now() -> tuple[Banner, ...]:
    """Return the banners to show; none when they cannot be read: no page fails for a banner."""
    with _kept.lock:
        if _kept.banners is None or time.monotonic() - _kept.at > KEPT_SECONDS:
            try:
                _kept.banners = tuple(Banner.shown_at(datetime.now(UTC)))
            except DatabaseError:
                return ()
            _kept.at = time.monotonic()
        now = datetime.now(UTC)
        return tuple(b for b in _kept.banners if b.ends_at is None or b.ends_at > now)


def forget_banners() -> None:
    """Read the banners again at the next page: they have changed in this process."""
    with _kept.lock:
        _kept.banners = None

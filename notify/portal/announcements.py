"""The banners that every page shows, read once in a while."""

from datetime import UTC, datetime

from django.db import DatabaseError

from notify.portal.kept import Kept
from notify.portal.models import Banner

KEPT_SECONDS = 15.0  # until a new banner is seen by every process

_kept = Kept(lambda: tuple(Banner.shown_at(datetime.now(UTC))), KEPT_SECONDS)


def banners_now() -> tuple[Banner, ...]:
    """Return the banners to show; none when they cannot be read: no page fails for a banner."""
    try:
        banners = _kept.get()
    except DatabaseError:
        return ()
    now = datetime.now(UTC)
    return tuple(each for each in banners if each.ends_at is None or each.ends_at > now)


def forget_banners() -> None:
    """Read the banners again at the next page: they have changed in this process."""
    _kept.forget()

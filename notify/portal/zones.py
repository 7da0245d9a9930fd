"""The time zone in which pages show times: the reader's own choice, else the platform's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

ZONES = {
    "America/St_Johns": _("Newfoundland time"),
    "America/Halifax": _("Atlantic time"),
    "America/Toronto": _("Eastern time"),
    "America/Winnipeg": _("Central time"),
    "America/Regina": _("Saskatchewan time"),
    "America/Edmonton": _("Mountain time"),
    "America/Vancouver": _("Pacific time"),
    "America/Whitehorse": _("Yukon time"),
    "UTC": _("Coordinated universal time (UTC)"),
}
_request: ContextVar[HttpRequest | None] = ContextVar(
    "request whose reader sees times", default=None
)


def zone_words(zone: str) -> str:
    """Return what people call a time zone."""
    return str(ZONES.get(zone, zone))


def zone_choices() -> dict[str, str]:
    """Return the zones that people choose from, with what they call them."""
    zones = {zone: zone_words(zone) for zone in ZONES}
    zones.setdefault(settings.LOCAL_TIME_ZONE, settings.LOCAL_TIME_ZONE)
    return zones


def chosen_zone() -> str:
    """Return the zone that the reader of this page has chosen; empty when none was."""
    request = _request.get()
    # Asked only when a time is to be shown: it reads the session.
    return getattr(request.user, "time_zone", "") if request else ""


def reader_zone() -> str:
    """Return the name of the zone to show times in."""
    return chosen_zone() or settings.LOCAL_TIME_ZONE


def reader_zone_info() -> ZoneInfo:
    return ZoneInfo(reader_zone())


@contextmanager
def shown_to(request: HttpRequest) -> Iterator[None]:
    """Show times as the person wants them whose request this is."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


class ReaderZoneMiddleware:
    """Shows every page's times in its reader's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with shown_to(request):
            return self.get_response(request)

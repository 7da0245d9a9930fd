"""The menu of the platform team's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class PlatformItem:
    name: StrOrPromise
    url: str
    is_current: bool


PAGES: tuple[tuple[StrOrPromise, str, tuple[str, ...]], ...] = (
    (_("Overview"), "portal:platform", ("platform-search",)),
    (_("Services"), "portal:platform-services", ("platform-limits", "platform-services-file")),
    (_("Organisations"), "portal:platform-organisations", ()),
    (_("Go-live requests"), "portal:go-live-queue", ("go-live-decision",)),
    (
        _("People"),
        "portal:platform-people",
        ("platform-person", "platform-person-act", "platform-factor-resets"),
    ),
    (_("Live API keys"), "portal:platform-keys", ()),
    (_("Logos"), "portal:platform-logos", ("platform-logo",)),
    (_("Providers"), "portal:platform-providers", ("platform-switch-provider",)),
    (_("Complaints"), "portal:platform-complaints", ()),
    (_("Bounce rates"), "portal:platform-bounces", ()),
    (_("Sending volumes"), "portal:platform-volumes", ("platform-volumes-file",)),
    (_("System health"), "portal:platform-health", ()),
    (_("Record"), "portal:platform-record", ("platform-record-file",)),
    (_("Admin panel"), "admin:index", ()),
)


def platform_items(page: str) -> list[PlatformItem]:
    """Return the menu; `page` is the name of the route that is open."""
    return [
        PlatformItem(name, reverse(route), page == route.split(":")[1] or page in others)
        for name, route, others in PAGES
    ]

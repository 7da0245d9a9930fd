"""What the portal's templates need beyond Django: times, numbers, the menu, the language link."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language as current_language
from django.utils.translation import get_language_info, pgettext

from notify.accounts.sessions import SEEN_EVERY
from notify.delivery.sandbox import is_open
from notify.notifications.masking import mask_recipient
from notify.portal.access import Access
from notify.portal.announcements import banners_now
from notify.portal.kept import Kept
from notify.portal.models import Banner
from notify.portal.navigation import Item, menu_of
from notify.portal.platform.navigation import PlatformItem, platform_items
from notify.portal.zones import reader_zone, reader_zone_info, zone_words

register = template.Library()
_sandbox = Kept(is_open, 15.0)


@dataclass(frozen=True)
class LanguageLink:
    """A link to this same page in another language."""

    code: str
    name: str
    url: str


@register.filter
def local_time(instant: datetime | None) -> SafeString | str:
    """Show an instant as people here read it: `June 3, 2026, 2:05 p.m.`"""
    # Translators: Django's date format. English shows "June 3, 2026, 2:05 p.m.".
    return _time(instant, pgettext("date and time format", "F j, Y, g:i a"))


@register.filter
def local_day(instant: datetime) -> str:
    """Show an instant's day where there is room for no more: `2026-06-03`."""
    return f"{instant.astimezone(reader_zone_info()):%Y-%m-%d}"


@register.filter
def time_in(instant: datetime, zone: str) -> SafeString | str:
    """Show an instant as people of a zone read it."""
    return _time(instant, pgettext("date and time format", "F j, Y, g:i a"), ZoneInfo(zone))


@register.filter
def zone_name(zone: str) -> str:
    """Show what people call a time zone."""
    return zone_words(zone)


@register.filter
def local_time_exact(instant: datetime | None) -> SafeString | str:
    """Show an instant to the second."""
    # Translators: Django's date format. English shows "June 3, 2026, 2:05:59 p.m.".
    return _time(instant, pgettext("date and time format", "F j, Y, g:i:s a"))


@register.simple_tag
def local_zone() -> str:
    """Return the name of the zone that |local_time shows times in."""
    return zone_words(reader_zone())


@register.filter
def number(value: float) -> str:
    """Show a number with its thousands apart: `1,234` or `1 234`."""
    return number_format(value, force_grouping=True)


@register.filter
def seen_by(recipient: str, access: Access) -> str:
    """Show a recipient to the team, and to the platform team no more than to know it again."""
    return recipient if access.is_inside else mask_recipient(recipient)


@register.filter
def month_name(day: date) -> str:
    """Show the month of a day: `June 2026`."""
    # Translators: Django's date format of a month. English shows "June 2026".
    return date_format(day, pgettext("month and year format", "F Y"))


@register.filter
def unlocalised(value: float) -> str:
    """Write a number as SVG reads it, with a point in every language."""
    return f"{value:g}"


@register.simple_tag(takes_context=True)
def other_languages(context: dict[str, Any]) -> list[LanguageLink]:
    request: HttpRequest | None = context.get("request")
    here = request.get_full_path() if request else "/"
    return [
        LanguageLink(
            code=code,
            name=capfirst(get_language_info(code)["name_local"]),
            url=f"{reverse('portal:language', args=[code])}?{urlencode({'next': here})}",
        )
        for code, _name in settings.LANGUAGES
        if code != current_language()
    ]


@register.simple_tag(takes_context=True)
def service_menu(context: dict[str, Any], access: Access) -> list[Item]:
    request: HttpRequest = context["request"]
    match = request.resolver_match
    return menu_of(access, (match and match.url_name) or "")


@register.simple_tag(takes_context=True)
def platform_menu(context: dict[str, Any]) -> list[PlatformItem]:
    match = context["request"].resolver_match
    return platform_items((match and match.url_name) or "")


@register.simple_tag
def banners() -> tuple[Banner, ...]:
    return banners_now()


@register.simple_tag
def session_seconds() -> int:
    """Return how long a page may stand before its session has surely not ended yet."""
    return int(settings.SESSION_COOKIE_AGE - SEEN_EVERY.total_seconds())


@register.simple_tag
def sandbox_is_open() -> bool:
    return _sandbox.get()


def _time(instant: datetime | None, form: str, zone: ZoneInfo | None = None) -> SafeString | str:
    if instant is None:
        return ""
    local = instant.astimezone(zone or reader_zone_info())
    shown = date_format(local, form)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), shown)

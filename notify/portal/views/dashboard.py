"""A service at a glance: what it sent, what is left to send, its newest messages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from notify.message_templates.models import Channel
from notify.portal.access import Access, Permission, service_view
from notify.portal.message_list import recent_messages
from notify.portal.templatetags.portal import local_time_exact, number
from notify.services.models import Service
from notify.stats.calendar import business_day
from notify.stats.models import Usage
from notify.stats.queries import Allowance, Totals, allowances, totals_by_channel, week_until

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

RECENT = 8
CHANNELS: dict[str, StrOrPromise] = {
    Channel.EMAIL: gettext_lazy("Emails"),
    Channel.SMS: gettext_lazy("Text messages"),
}
PERIODS: dict[str, StrOrPromise] = {
    Usage.Period.DAY: gettext_lazy("Today"),
    Usage.Period.YEAR: gettext_lazy("This fiscal year"),
}


@dataclass(frozen=True)
class Tile:
    """A channel's totals over some days. `key` names its numbers in the page and in the JSON."""

    key: str
    channel: str
    name: StrOrPromise
    totals: Totals


@dataclass(frozen=True)
class Bar:
    """An allowance as a bar with words."""

    key: str
    name: StrOrPromise
    period: StrOrPromise
    allowance: Allowance
    words: str

    @property
    def most(self) -> int:
        """Return the bar's length; a bar must have one even where nothing may be sent."""
        return max(self.allowance.limit, 1)

    @property
    def shown(self) -> int:
        return min(self.allowance.used, self.most)


@dataclass(frozen=True)
class Figures:
    """Everything on the dashboard that changes by itself."""

    today: list[Tile]
    week: list[Tile]
    bars: list[Bar]


@service_view()
@require_safe
def dashboard(request: HttpRequest, access: Access) -> HttpResponse:
    if not access.can(Permission.VIEW_ACTIVITY):
        return redirect("portal:messages", access.service.id)
    now = datetime.now(UTC)
    context = {
        "access": access,
        "figures": _figures(access.service, now),
        "recent": recent_messages(access.service, RECENT),
        "now": now,
    }
    return render(request, "portal/dashboard.html", context)


@service_view(Permission.VIEW_ACTIVITY)
@require_safe
def counts(request: HttpRequest, access: Access) -> HttpResponse:
    """Return the dashboard's numbers, for machines and as the page shows them."""
    now = datetime.now(UTC)
    figures = _figures(access.service, now)
    recent = {"access": access, "recent": recent_messages(access.service, RECENT)}
    return JsonResponse(
        {
            "updated_at": now.isoformat(),
            "today": {tile.channel: _numbers(tile.totals) for tile in figures.today},
            "week": {tile.channel: _numbers(tile.totals) for tile in figures.week},
            "allowances": {bar.key: asdict(bar.allowance) for bar in figures.bars},
            "texts": {**_texts(figures), "updated": str(local_time_exact(now))},
            "levels": {bar.key: bar.allowance.level for bar in figures.bars},
            "recent": render_to_string("portal/parts/recent_messages.html", recent, request),
        }
    )


def _figures(service: Service, now: datetime) -> Figures:
    today = business_day(now)
    return Figures(
        today=_tiles("today", totals_by_channel(service, today, today)),
        week=_tiles("week", totals_by_channel(service, *week_until(today))),
        bars=[_bar(allowance) for allowance in allowances(service, today)],
    )


def _tiles(period: str, totals: dict[str, Totals]) -> list[Tile]:
    return [
        Tile(f"{period}-{channel}", channel, name, totals[channel])
        for channel, name in CHANNELS.items()
    ]


def _bar(allowance: Allowance) -> Bar:
    words = _("%(used)s of %(limit)s used, %(left)s left") % {
        "used": number(allowance.used),
        "limit": number(allowance.limit),
        "left": number(allowance.left),
    }
    return Bar(
        key=f"{allowance.period}-{allowance.channel}",
        name=CHANNELS[allowance.channel],
        period=PERIODS[allowance.period],
        allowance=allowance,
        words=words,
    )


def _numbers(totals: Totals) -> dict[str, int]:
    return {"sent": totals.sent, **asdict(totals)}


def _texts(figures: Figures) -> dict[str, str]:
    """Return what each element of the page reads, by its key."""
    texts = {bar.key: bar.words for bar in figures.bars}
    for tile in (*figures.today, *figures.week):
        for name, value in _numbers(tile.totals).items():
            texts[f"{tile.key}-{name}"] = number(value)
    return texts

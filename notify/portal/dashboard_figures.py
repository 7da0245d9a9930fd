"""Everything on a service's dashboard that changes by itself, from a fixed number of queries."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from notify.delivery.bounces import BounceRate
from notify.message_templates.models import Channel
from notify.notifications.models import Job, JobStatus
from notify.portal.access import Access
from notify.portal.charts import Chart, stacked_bars
from notify.portal.dashboard_numbers import numbers_of, received_lately
from notify.portal.job_page import jobs_of, kind_of, state_words
from notify.portal.message_list import Row, recent_messages
from notify.portal.received import ReceivedEntry, open_received
from notify.portal.templatetags.portal import local_time_exact, number
from notify.services.models import Service
from notify.stats.calendar import business_day
from notify.stats.daily import TemplateUse, days_of
from notify.stats.models import Usage
from notify.stats.queries import Allowance, Totals, week_until

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

RECENT = 8
TEMPLATES_SHOWN = 5
JOBS_SHOWN = 5
TEXTS_SHOWN = 3
PARTS = ("warning", "bounces", "days", "jobs", "templates", "received", "recent")
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
    """A channel's totals from a day on. `key` names its numbers in the page and in the JSON."""

    key: str
    channel: str
    name: StrOrPromise
    since: date
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
class Day:
    """All channels' totals of a day."""

    day: date
    totals: Totals


@dataclass(frozen=True)
class ShownJob:
    """A list with its state in words and the time that matters."""

    job: Job
    state: StrOrPromise
    kind: str
    at: datetime


@dataclass(frozen=True)
class Received:
    """What people wrote back in the past seven days, and the newest of it."""

    count: int
    newest: list[ReceivedEntry]


@dataclass(frozen=True)
class Figures:
    """The numbers of a moment. `received` is nothing where the service sends no texts."""

    now: datetime
    today: list[Tile]
    week: list[Tile]
    bars: list[Bar]
    days: list[Day]
    chart: Chart
    templates: list[TemplateUse]
    jobs: list[ShownJob]
    recent: list[Row]
    bounces: BounceRate
    suspended_at: datetime | None
    problem_count: int
    received: Received | None


def figures_of(access: Access, now: datetime) -> Figures:
    """Read a service's numbers."""
    service = access.service
    first, today = week_until(business_day(now))
    numbers = numbers_of(service, today)
    counted = days_of(service.id, first, today, most=TEMPLATES_SHOWN)
    by_day = counted.totals
    week = {
        channel: sum((totals[channel] for totals in by_day.values()), Totals())
        for channel in CHANNELS
    }
    days = [Day(day, sum(totals.values(), Totals())) for day, totals in by_day.items()]
    return Figures(
        now=now,
        today=_tiles("today", by_day[today], since=today),
        week=_tiles("week", week, since=first),
        bars=[_bar(allowance) for allowance in numbers.allowances],
        days=days,
        chart=stacked_bars([(short_day(each.day), _stack(each.totals)) for each in days]),
        templates=counted.templates,
        jobs=_jobs(service),
        recent=recent_messages(service, RECENT),
        bounces=numbers.bounces,
        suspended_at=numbers.suspended_at,
        problem_count=numbers.problems,
        received=_received(service, numbers.received),
    )


def as_json(figures: Figures, access: Access, request: HttpRequest) -> dict[str, Any]:
    """Return the numbers for machines, and as the page shows them."""
    context = {"access": access, "figures": figures}
    return {
        "updated_at": figures.now.isoformat(),
        "today": {tile.channel: _numbers(tile.totals) for tile in figures.today},
        "week": {tile.channel: _numbers(tile.totals) for tile in figures.week},
        "allowances": {bar.key: asdict(bar.allowance) for bar in figures.bars},
        "texts": {**_texts(figures), "updated": str(local_time_exact(figures.now))},
        "levels": {bar.key: bar.allowance.level for bar in figures.bars},
        "parts": {
            name: render_to_string(f"portal/dashboard/{name}.html", context, request)
            for name in PARTS
        },
    }


def _tiles(period: str, totals: dict[str, Totals], *, since: date) -> list[Tile]:
    return [
        Tile(f"{period}-{channel}", channel, name, since, totals[channel])
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


def _jobs(service: Service) -> list[ShownJob]:
    """Return scheduled lists, the soonest first, then the newest of the others."""
    return [_shown_job(job) for job in jobs_of(service, "")[:JOBS_SHOWN]]


def _shown_job(job: Job) -> ShownJob:
    waiting = job.has_waiting  # type: ignore[attr-defined]  # of jobs_of
    return ShownJob(
        job,
        state=state_words(job, has_waiting=waiting),
        kind=kind_of(job, has_waiting=waiting),
        at=(job.status == JobStatus.SCHEDULED and job.scheduled_for) or job.created_at,
    )


def _received(service: Service, count: int) -> Received | None:
    if not service.can(Channel.SMS):
        return None
    newest = received_lately(service).order_by("-id")[:TEXTS_SHOWN] if count else ()
    return Received(count, [open_received(row) for row in newest])


def _stack(totals: Totals) -> tuple[int, int, int]:
    return totals.delivered, totals.in_transit, totals.failed


def short_day(day: date) -> str:
    """Return a day as it stands below a chart."""
    # Translators: Django's date format of a day below a chart. English shows "Jun 3".
    return date_format(day, pgettext("day below a chart", "M j"))


def _numbers(totals: Totals) -> dict[str, int]:
    return {"sent": totals.sent, **asdict(totals)}


def _texts(figures: Figures) -> dict[str, str]:
    """Return what each element of the page reads, by its key."""
    texts = {bar.key: bar.words for bar in figures.bars}
    for tile in (*figures.today, *figures.week):
        for name, value in _numbers(tile.totals).items():
            texts[f"{tile.key}-{name}"] = number(value)
    return texts

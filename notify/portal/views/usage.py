"""How much a service sends: by month of a fiscal year, template, key, person and sender."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notify.message_templates.models import Channel
from notify.portal.access import Access, Permission, service_view
from notify.portal.csv_answers import csv_answer
from notify.services.models import Service
from notify.stats.calendar import business_day, fiscal_year_start
from notify.stats.queries import allowances
from notify.stats.years import Use, Year, year_of

Rows = Iterator[Sequence[object]]


@service_view(Permission.VIEW_ACTIVITY)
@require_safe
def usage(request: HttpRequest, access: Access) -> HttpResponse:
    today = business_day(datetime.now(UTC))
    start = _read_year(request.GET.get("year", ""), access.service, today)
    context: dict[str, Any] = {
        "access": access,
        "year": year_of(access.service.id, start),
        "years": _years(access.service, today),
        "is_this_year": start == fiscal_year_start(today),
        "allowances": [one for one in allowances(access.service, today) if one.period == "year"],
        "tables": TABLES,
    }
    return render(request, "portal/usage.html", context)


@service_view(Permission.VIEW_ACTIVITY)
@require_safe
def usage_file(request: HttpRequest, access: Access, table: str) -> StreamingHttpResponse:
    """Answer one table of a fiscal year as CSV, its head in the reader's language."""
    if table not in TABLES:
        raise Http404
    today = business_day(datetime.now(UTC))
    start = _read_year(request.GET.get("year", ""), access.service, today)
    rows = TABLES[table](year_of(access.service.id, start))
    return csv_answer(rows, f"usage-{table}-{start.year}-{start.year + 1}.csv")


def _months(year: Year) -> Rows:
    yield [_("Month"), _("Channel"), _("Sent"), _("Delivered"), _("Failed"), _("Fragments")]
    for each in year.months:
        month = f"{each.month:%Y-%m}"
        yield [
            month,
            _channel(each.channel),
            each.sent,
            each.delivered,
            each.failed,
            each.fragments,
        ]


def _templates(year: Year) -> Rows:
    yield [_("Template"), _("Channel"), _("Sent"), _("Template id")]
    for each in year.templates:
        yield [each.name, _channel(each.channel), each.sent, each.id]


def _keys(year: Year) -> Rows:
    return _uses(_("API key"), year.keys)


def _people(year: Year) -> Rows:
    return _uses(_("Person"), year.people)


def _senders(year: Year) -> Rows:
    return _uses(_("Sender"), year.senders)


def _uses(head: str, uses: Sequence[Use]) -> Rows:
    yield [head, _("Channel"), _("Sent"), _("Fragments")]
    for each in uses:
        yield [each.name, _channel(each.channel), each.messages, each.fragments]


TABLES = {
    "months": _months,
    "templates": _templates,
    "keys": _keys,
    "people": _people,
    "senders": _senders,
}


def _channel(channel: str) -> str:
    return str(Channel(channel).label)


def _years(service: Service, today: date) -> list[int]:
    """Return the years in which the service's fiscal years begin, the newest first."""
    first = fiscal_year_start(business_day(service.created_at)).year
    return list(range(fiscal_year_start(today).year, first - 1, -1))


def _read_year(text: str, service: Service, today: date) -> date:
    if not text:
        return fiscal_year_start(today)
    if not text.isdecimal() or int(text) not in _years(service, today):
        raise Http404
    return date(int(text), 4, 1)

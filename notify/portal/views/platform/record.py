"""The record of everything that people did, and how the system is."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.admin_bases import CappedPaginator
from notify.accounts.models import AuditEvent, User
from notify.portal.access import platform_view
from notify.portal.csv_answers import csv_answer
from notify.portal.days import end_of, read_day, start_of
from notify.portal.history import entry_of, file_rows, sorted_acts
from notify.portal.platform.health import duty_runs, findings, queue_states
from notify.portal.record_words import ACTS
from notify.services.models import Service

PAGE_SIZE = 50
MOST_IN_A_FILE = 100_000


@platform_view
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Show the record. A POST turns the address of a person into an id, which may show."""
    if request.method == "POST":
        return redirect(f"{reverse('portal:platform-record')}?{_query_of(request)}")
    events = _events(request)
    page: Paginator[AuditEvent] = CappedPaginator(events, PAGE_SIZE)
    shown = page.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    services = Service.objects.in_bulk({each.service_id for each in shown.object_list})
    context = {
        "page": shown,
        "entries": [(entry_of(each), services.get(each.service_id)) for each in shown.object_list],
        "acts": sorted_acts(ACTS),
        "fields": request.GET,
        "person": _person(request),
        "query": query.urlencode(),
    }
    return render(request, "platform/record.html", context)


@platform_view
@require_safe
def record_file(request: HttpRequest) -> StreamingHttpResponse:
    """Give the record out as a file, as it is filtered."""
    head = [
        _("Time"),
        _("Act"),
        _("Person"),
        _("Kind of object"),
        _("Object"),
        _("Before"),
        _("After"),
        _("From"),
    ]
    return csv_answer(_lines(head, _events(request)), "record.csv")


@platform_view
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    context = {"findings": findings(), "queues": queue_states(), "duties": duty_runs()}
    return render(request, "platform/health.html", context)


def _lines(head: list[str], events: QuerySet[AuditEvent]) -> Iterator[list[object]]:
    yield list(head)
    for row in file_rows(events[:MOST_IN_A_FILE].iterator()):
        yield list(row)


def _events(request: HttpRequest) -> QuerySet[AuditEvent]:
    """Return the acts that a query asks for; what cannot be read is left out."""
    rows = AuditEvent.objects.select_related("actor").order_by("-at", "-pk")
    fields = request.GET
    if fields.get("act"):
        rows = rows.filter(action=fields["act"])
    if person := _read_id(fields.get("person", "")):
        rows = rows.filter(actor_id=person)
    if service := _read_id(fields.get("service", "")):
        rows = rows.filter(service_id=service)
    if since := read_day(fields.get("since", "")):
        rows = rows.filter(at__gte=start_of(since))
    if until := read_day(fields.get("until", "")):
        rows = rows.filter(at__lt=end_of(until))
    return rows


def _query_of(request: HttpRequest) -> str:
    """Return the query that a form asks for, with a person's id in place of the address."""
    names = ("act", "service", "since", "until")
    chosen = {name: text for name in names if (text := request.POST.get(name, "").strip())}
    email = request.POST.get("person", "").strip().lower()
    if email:
        person = User.objects.filter(email=email).values_list("pk", flat=True).first()
        if person is None:
            messages.warning(request, _("Nobody has this address. All people are shown."))
        else:
            chosen["person"] = str(person)
    return urlencode(chosen)


def _person(request: HttpRequest) -> User | None:
    found = _read_id(request.GET.get("person", ""))
    return User.objects.filter(pk=found).first() if found else None


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text.strip()) if text else None
    except ValueError:
        return None

"""The record of a service: who did what, when, from where."""

import csv
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notify.portal.access import Access, Permission, service_view
from notify.portal.history import choices_of, entry_of, events_of, file_rows, read_filters
from notify.recipients.safe_cells import safe_cell

PAGE_SIZE = 50
MOST_IN_A_FILE = 20_000


@service_view(Permission.MANAGE_SERVICE, readable=True)
@require_safe
def history(request: HttpRequest, access: Access) -> HttpResponse:
    filters = read_filters(request.GET.dict())
    events = events_of(access.service, filters)
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    actions, people = choices_of(access.service)
    chosen = {name: value for name, value in vars(filters).items() if value}
    context = {
        "access": access,
        "filters": filters,
        "page": page,
        "entries": [entry_of(event) for event in page.object_list],
        "actions": actions,
        "people": people,
        "query": urlencode(chosen),
    }
    return render(request, "portal/history.html", context)


@service_view(Permission.MANAGE_SERVICE, readable=True)
@require_safe
def history_file(request: HttpRequest, access: Access) -> HttpResponse:
    """Give the record as a file for a spreadsheet, as it is filtered."""
    events = events_of(access.service, read_filters(request.GET.dict()))
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="history.csv"'
    rows = csv.writer(answer)
    rows.writerow(
        [
            _("Time"),
            _("Act"),
            _("Person"),
            _("Kind of object"),
            _("Object"),
            _("Before"),
            _("After"),
            _("From"),
        ]
    )
    for row in file_rows(events[:MOST_IN_A_FILE].iterator()):
        rows.writerow(map(safe_cell, row))
    return answer

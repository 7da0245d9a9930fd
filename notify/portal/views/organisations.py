"""An organisation: its services, what they sent, and its go-live requests."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.portal.access import OrganisationAccess, organisation_view, platform_view
from notify.portal.csv_answers import csv_answer
from notify.portal.forms.go_live import SendBackForm
from notify.portal.go_live import OFFERED, steps_of
from notify.services.go_live import approve_request, send_request_back
from notify.services.models import GoLiveRequest, Organisation, Service
from notify.stats.calendar import business_day, fiscal_year_start
from notify.stats.organisations import ServiceUse, use_by_service
from notify.stats.years import year_of

State = GoLiveRequest.State
Line = tuple[Service, ServiceUse]


@platform_view
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List every organisation, for the platform team."""
    search = request.GET.get("search", "").strip()
    is_open = Q(services__archived_at=None)
    found = Organisation.objects.annotate(
        live=Count("services", filter=is_open & Q(services__restricted=False)),
        trials=Count("services", filter=is_open & Q(services__restricted=True)),
    )
    if search:
        found = found.filter(Q(name_en__icontains=search) | Q(name_fr__icontains=search))
    context = {"rows": found.order_by("name", "pk"), "search": search}
    return render(request, "platform/organisations.html", context)


@organisation_view()
@require_safe
def organisation(request: HttpRequest, access: OrganisationAccess) -> HttpResponse:
    start = _read_year(request)
    lines = _lines(access.organisation, start)
    waiting = GoLiveRequest.objects.filter(
        service__organisation=access.organisation, state=State.SUBMITTED
    )
    context = {
        "place": access,
        "live": [line for line in lines if not line[0].restricted],
        "trials": [line for line in lines if line[0].restricted],
        "waiting": waiting.select_related("service").order_by("submitted_at"),
        "start": start,
        "years": _years(access.organisation),
    }
    return render(request, "organisation/overview.html", context)


@organisation_view()
@require_safe
def organisation_file(request: HttpRequest, access: OrganisationAccess) -> StreamingHttpResponse:
    """Give out what each service sent in a fiscal year."""
    start = _read_year(request)
    rows = _rows(_lines(access.organisation, start))
    return csv_answer(rows, f"services-{start.year}-{start.year + 1}.csv")


@organisation_view()
@require_safe
def service(request: HttpRequest, access: OrganisationAccess, pk: UUID) -> HttpResponse:
    """Show what a service sends and who is in its team; no message and no recipient."""
    found = get_object_or_404(access.organisation.services.filter(archived_at=None), pk=pk)
    members = found.memberships.filter(user__is_active=True).select_related("user")
    context = {
        "place": access,
        "service": found,
        "year": year_of(found.pk, _this_year()),
        "members": members.order_by("user__name", "pk"),
    }
    return render(request, "organisation/service.html", context)


@organisation_view(approves=True)
@require_http_methods(["GET", "HEAD", "POST"])
def go_live(request: HttpRequest, access: OrganisationAccess, pk: UUID) -> HttpResponse:
    """Show a go-live request of one's own organisation; approve it or send it back."""
    found = GoLiveRequest.objects.filter(service__organisation=access.organisation)
    related = ("service__organisation", "submitted_by", "terms_accepted_by", "decided_by")
    asked = get_object_or_404(found.exclude(state=State.DRAFT).select_related(*related), pk=pk)
    refusal = SendBackForm(request.POST if "comment" in request.POST else None)
    if request.method == "POST" and _decide(request, asked, refusal):
        return redirect("portal:organisation", access.organisation.pk)
    context = {
        "place": access,
        "asked": asked,
        "form": refusal,
        "steps": steps_of(asked.service, asked),
        "emails": OFFERED.get(asked.emails_a_day, 0),
        "texts": OFFERED.get(asked.texts_a_day, 0),
    }
    return render(request, "organisation/go_live.html", context)


def _decide(request: HttpRequest, asked: GoLiveRequest, refusal: SendBackForm) -> bool:
    """Do what was pressed; False when the form has errors."""
    name = {"name": asked.service.name}
    if refusal.is_bound:
        if not refusal.is_valid():
            return False
        done = send_request_back(asked, request, refusal.cleaned_data["comment"])
        words = _("%(name)s is sent back to its team.") % name
    else:
        done = approve_request(
            asked,
            request,
            emails_a_day=OFFERED.get(asked.emails_a_day, 0),
            texts_a_day=OFFERED.get(asked.texts_a_day, 0),
        )
        words = _("%(name)s is live.") % name
    if done:
        messages.success(request, words)
    else:
        messages.error(request, _("A colleague decided about this request meanwhile."))
    return True


def _lines(found: Organisation, start: date) -> list[Line]:
    """Return the services with what they sent in a fiscal year, the busiest first."""
    services = list(found.services.filter(archived_at=None).order_by("name", "pk"))
    use = use_by_service([each.pk for each in services], start)
    lines = [(each, use.get(each.pk, ServiceUse())) for each in services]
    return sorted(lines, key=lambda line: -(line[1].emails + line[1].texts))


def _rows(lines: list[Line]) -> Iterator[list[object]]:
    yield [_("Service"), _("Service id"), _("State"), _("Emails"), _("Text messages")]
    for each, use in lines:
        state = _("Trial") if each.restricted else _("Live")
        yield [each.name, each.pk, state, use.emails, use.texts]


def _this_year() -> date:
    return fiscal_year_start(business_day(datetime.now(UTC)))


def _years(found: Organisation) -> list[int]:
    """Return the years in which fiscal years begin since the first service, the newest first."""
    first = found.services.order_by("created_at").values_list("created_at", flat=True).first()
    start = fiscal_year_start(business_day(first)) if first else _this_year()
    return list(range(_this_year().year, start.year - 1, -1))


def _read_year(request: HttpRequest) -> date:
    text = request.GET.get("year", "")
    if not text:
        return _this_year()
    if not (text.isdecimal() and len(text) == 4 and 2000 <= int(text) <= _this_year().year):
        raise Http404
    return date(int(text), 4, 1)

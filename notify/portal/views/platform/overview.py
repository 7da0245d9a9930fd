"""The platform team's first page: what needs them, and a box that finds anything."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from notify.portal.access import platform_view
from notify.portal.health import look
from notify.portal.models import FactorReset, Incident
from notify.portal.platform.health import GOOD, count_each, findings, queue_states
from notify.portal.platform.search import search
from notify.portal.platform.volumes import volumes_by_day
from notify.portal.sealed_search import open_search, seal_search
from notify.services.models import GoLiveRequest
from notify.stats.calendar import business_day

SCOPE = "platform"


@platform_view
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    today = business_day(datetime.now(UTC))
    text = open_search(request.GET.get("search", ""), SCOPE)
    context = {
        "search": text,
        "found": search(text) if text else [],
        "parts": [(Incident.Part(each.part).label, each.state) for each in look()],
        "findings": [finding for finding in findings() if finding.level != GOOD],
        "queues": queue_states(),
        "days": volumes_by_day(today - timedelta(days=1), today),
        **count_each(
            {
                "waiting": GoLiveRequest.objects.filter(state=GoLiveRequest.State.SUBMITTED),
                "resets": FactorReset.objects.filter(state=FactorReset.State.ASKED),
            }
        ),
    }
    return render(request, "platform/overview.html", context)


@platform_view
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Turn a search into an address that does not show what is searched for."""
    text = request.POST.get("search", "").strip()
    response = redirect("portal:platform")
    if text:
        response["Location"] += f"?search={seal_search(text, SCOPE)}"
    return response

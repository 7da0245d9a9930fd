"""Pages for everyone: what the product is, its rules, its figures and how it is doing."""

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_response_headers
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notify.portal.access import public_view
from notify.portal.charts import stacked_bars
from notify.portal.health import Health, look
from notify.portal.kept import Kept
from notify.portal.models import Incident
from notify.recipients.safe_cells import safe_cell
from notify.stats.activity import Month, read_activity

CHART_MONTHS = 12
PAST_INCIDENTS = timedelta(days=90)
CACHED_SECONDS = 300
_activity = Kept(read_activity, 600.0)


# The pages of words, and when the words of each were last changed.
WORDS = {
    "features": "2026-11-24",
    "why": "2026-11-24",
    "security": "2026-11-24",
    "privacy": "2026-11-24",
    "terms": "2026-11-24",
    "accessibility": "2026-11-24",
    "cookies": "2026-11-24",
}


def page_of_words(name: str) -> Callable[..., Any]:
    """Return a view of a page whose words are a template in each language."""

    @public_view
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        language = "fr" if get_language() == "fr" else "en"
        context = {
            "support_email": settings.SUPPORT_EMAIL,
            "words": f"public/{name}.{language}.html",
            "modified": WORDS[name],
        }
        return render(request, "public/page.html", context)

    view.__name__ = name
    return view


@public_view
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return render(request, "public/sitemap.html")


@public_view
@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """Show what the product has sent, month by month: a chart and the table behind it."""
    found = _activity.get()
    newest = list(reversed(found.months[:CHART_MONTHS]))
    chart = stacked_bars([(_short(month), (month.emails, month.texts)) for month in newest])
    return render(request, "public/activity.html", {"activity": found, "chart": chart})


@public_view
@require_safe
def activity_csv(request: HttpRequest) -> HttpResponse:
    """Answer the table as a file, its head in the reader's language."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="notify-activity.csv"'
    response.write("\ufeff")  # spreadsheets take it for UTF-8 only so
    writer = csv.writer(response)
    heads = [_("Month"), _("Emails"), _("Text messages"), _("Total")]
    writer.writerow([safe_cell(head) for head in heads])
    for month in _activity.get().months:
        writer.writerow([f"{month.first:%Y-%m}", month.emails, month.texts, month.total])
    patch_response_headers(response, CACHED_SECONDS)
    return response


@public_view
@require_safe
def activity_json(request: HttpRequest) -> HttpResponse:
    found = _activity.get()
    months = [
        {"month": f"{each.first:%Y-%m}", "email": each.emails, "sms": each.texts}
        for each in found.months
    ]
    answer = {
        "total": {"email": found.emails, "sms": found.texts},
        "live_services": found.services,
        "organisations": found.organisations,
        "months": months,
    }
    response = JsonResponse(answer)
    patch_response_headers(response, CACHED_SECONDS)
    return response


@public_view
@require_safe
def system_status(request: HttpRequest) -> HttpResponse:
    """Show how each part is doing now, by measurement, and what the platform team says."""
    open_incidents = Incident.objects.filter(resolved_at=None).prefetch_related("notes")
    context = {
        "parts": [
            (Incident.Part(each.part).label, _state(each, open_incidents)) for each in look()
        ],
        "open": open_incidents,
        "past": Incident.objects.filter(
            resolved_at__gt=datetime.now(UTC) - PAST_INCIDENTS
        ).prefetch_related("notes"),
    }
    return render(request, "public/system_status.html", context)


@public_view
@require_safe
def system_status_json(request: HttpRequest) -> HttpResponse:
    open_incidents = Incident.objects.filter(resolved_at=None)
    parts = {each.part: _state(each, open_incidents) for each in look()}
    incidents = [
        {
            "title": {"en": incident.title_en, "fr": incident.title_fr},
            "part": incident.part,
            "severity": incident.severity,
            "started_at": incident.started_at.isoformat(),
        }
        for incident in open_incidents
    ]
    return JsonResponse({"parts": parts, "incidents": incidents})


def _state(measured: Health, open_incidents: Iterable[Incident]) -> str:
    """Return the worse of what is measured and what the platform team knows."""
    told = [incident.severity for incident in open_incidents if incident.part == measured.part]
    order = ("ok", "degraded", "down")
    return max((measured.state, *told), key=order.index)


def _short(month: Month) -> str:
    # Translators: Django's date format of a month below a chart. English shows "Jun 2026".
    return date_format(month.first, _("M Y"))


@public_view
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /services", "Disallow: /sandbox", "Disallow: /admin/"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


@public_view
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness (RFC 9116). The date moves with the page: it is kept up."""
    expires = datetime.now(UTC) + timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.SUPPORT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en, fr",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")

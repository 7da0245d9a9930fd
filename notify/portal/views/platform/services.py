"""All services by what they send, and their limits."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.audit import changes, record_event
from notify.portal.access import platform_view
from notify.portal.csv_answers import csv_answer
from notify.portal.pages import FormPage, show_form
from notify.portal.platform.volumes import STATES, services_by_volume
from notify.services.models import Service
from notify.stats.calendar import business_day

PAGE_SIZE = 50
MOST_IN_A_FILE = 100_000
LIMITS = (
    "message_limit",
    "sms_daily_limit",
    "email_annual_limit",
    "sms_annual_limit",
    "rate_limit",
)
STATE_NAMES = {
    "live": gettext_lazy("Live"),
    "trial": gettext_lazy("Trial"),
    "suspended": gettext_lazy("Suspended"),
}


class LimitsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Service
        fields = (*LIMITS, "count_as_live")


@platform_view
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    state, name = _read_state(request), request.GET.get("name", "").strip()
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and 0 < int(number) < 10_000 else 1
    rows = services_by_volume(
        _today(), state=state, name=name, most=PAGE_SIZE + 1, skip=(page - 1) * PAGE_SIZE
    )
    context = {
        "rows": rows[:PAGE_SIZE],
        "state": state,
        "states": STATE_NAMES,
        "name": name,
        "page": page,
        "has_more": len(rows) > PAGE_SIZE,
    }
    return render(request, "platform/services.html", context)


@platform_view
@require_safe
def services_file(request: HttpRequest) -> StreamingHttpResponse:
    state = _read_state(request)
    rows = services_by_volume(_today(), state=state, most=MOST_IN_A_FILE)
    head = [
        _("Service id"),
        _("Name in English"),
        _("Name in French"),
        _("Organisation"),
        _("Emails in 7 days"),
        _("Text messages in 7 days"),
        _("Failed"),
    ]
    lines = (
        [
            row.id,
            row.name_en,
            row.name_fr,
            row.organisation_fr if get_language() == "fr" else row.organisation_en,
            row.emails,
            row.texts,
            row.failed,
        ]
        for row in rows
    )
    return csv_answer([head, *lines], f"services-{state}.csv")


@platform_view
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what a service may send; on record."""
    service = get_object_or_404(Service, pk=pk)
    before = {name: getattr(service, name) for name in (*LIMITS, "count_as_live")}
    form = LimitsForm(request.POST or None, instance=service)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            changed = changes(before, form.cleaned_data)
            record_event("limits-changed", service, service_id=pk, request=request, **changed)
        messages.success(request, _("The limits are changed."))
        return redirect("portal:platform-services")
    title = _("Limits of %(name)s") % {"name": service.name}
    page = FormPage(title, reverse("portal:platform-services"))
    context: dict[str, Any] = {"template": "platform/form.html"}
    return show_form(request, page, form, **context)  # type: ignore[arg-type]


def _read_state(request: HttpRequest) -> str:
    state = request.GET.get("state", "live")
    if state not in STATES:
        raise Http404
    return state


def _today() -> Any:
    return business_day(datetime.now(UTC))

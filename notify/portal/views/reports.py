"""Reports of a service: ask for one, see how far it is, fetch it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.audit import record_event
from notify.files.errors import FileError
from notify.notifications.statuses import KINDS
from notify.portal.access import Access, Permission, service_view
from notify.recipients.sample_file import BYTE_ORDER_MARK
from notify.sending.models import Report
from notify.sending.reports import ReportRequest, TooManyReports, open_report, request_report

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHOWN = 50
STATES: tuple[tuple[str, StrOrPromise], ...] = (
    ("", gettext_lazy("All states")),
    ("in-transit", gettext_lazy("In transit")),
    ("delivered", gettext_lazy("Delivered")),
    ("failed", gettext_lazy("Failed")),
)


class ReportForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Messages"),
        choices=[choice for choice in Report.Kind.choices if choice[0] != Report.Kind.JOB],
        initial=Report.Kind.EMAIL,
        widget=forms.RadioSelect,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=STATES, required=False, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the report"),
        choices=Report.Language.choices,
        widget=forms.RadioSelect,
    )


@service_view(Permission.VIEW_ACTIVITY, inside=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest, access: Access) -> HttpResponse:
    """List the reports that are kept, and ask for one."""
    initial = {"kind": "email", "state": "", "language": (get_language() or "en")[:2]}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, access, form)
        except TooManyReports as error:
            form.add_error(None, _wait(error))
        else:
            messages.success(
                request, _("The report is being prepared. You will get an email when it is ready.")
            )
            return redirect("portal:reports", access.service.id)
    rows = Report.objects.filter(service=access.service).select_related("job", "requested_by")
    found = list(rows.order_by("-id")[:SHOWN])
    context = {
        "access": access,
        "form": form,
        "rows": found,
        "is_waiting": any(row.status in ("requested", "generating") for row in found),
    }
    return render(request, "portal/reports.html", context)


@service_view(Permission.VIEW_ACTIVITY, inside=True)
@require_safe
def download_report(
    request: HttpRequest, access: Access, report_id: UUID
) -> HttpResponse | StreamingHttpResponse:
    """Give a report out, on record: it holds everybody's addresses."""
    rows = Report.objects.filter(service=access.service, status=Report.Status.READY)
    report = get_object_or_404(rows.filter(expires_at__gt=timezone.now()), pk=report_id)
    try:
        content = open_report(report)
    except FileError:
        messages.error(request, _("The report cannot be read now. Try again, or ask for another."))
        return redirect("portal:reports", access.service.id)
    record_event("report-downloaded", report, service_id=access.service.id, request=request)
    # The mark is for spreadsheets, which take the file for UTF-8 only so; the API's has none.
    parts = chain([BYTE_ORDER_MARK.encode()], content)
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    name = f"notify-{report.kind}-{report.requested_at:%Y-%m-%d}-{report.language}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _ask(request: HttpRequest, access: Access, form: ReportForm) -> None:
    """Raises TooManyReports."""
    given = form.cleaned_data
    address = reverse("portal:reports", args=[access.service.id])
    statuses = [str(status) for status in KINDS[given["state"]]] if given["state"] else []
    report = request_report(
        ReportRequest(
            access.service.id,
            given["kind"],
            given["language"],
            statuses=statuses,
            requested_by=access.user,
            page_url=request.build_absolute_uri(address),
        )
    )
    record_event("report-requested", report, service_id=access.service.id, request=request)


def _wait(error: TooManyReports) -> str:
    minutes = max(1, error.retry_after // 60)
    text = ngettext(
        "The service has asked for ten reports within an hour. Try again in %(minutes)d minute.",
        "The service has asked for ten reports within an hour. Try again in %(minutes)d minutes.",
        minutes,
    )
    return text % {"minutes": minutes}

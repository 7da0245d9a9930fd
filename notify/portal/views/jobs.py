"""The lists that a service sent or will send: watch, pause, cancel, report, send failures again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.audit import record_event
from notify.notifications.models import Job, JobStatus, Notification
from notify.portal.access import Access, Permission, service_view
from notify.portal.job_page import (
    FILTERS,
    actions_of,
    jobs_of,
    kind_of,
    live_figures,
    reasons_of,
    starter_of,
    state_words,
)
from notify.portal.list_form import LONGEST_NAME
from notify.portal.message_list import present, scheduled_messages
from notify.portal.senders import sender_words
from notify.recipients.sample_file import BYTE_ORDER_MARK
from notify.sending.failures import failed_messages
from notify.sending.job_control import CannotChangeJob, cancel_job, pause_job, resume_job
from notify.sending.job_pace import Pace, pace_of
from notify.sending.list_sending import keep_failures
from notify.sending.models import ListDraft, Report
from notify.sending.report_rows import write_report

PAGE_SIZE = 25
FAILURES_SHOWN = 20
SINGLES_SHOWN = 50
can_send = service_view(Permission.SEND_MESSAGES)


@service_view()
@require_safe
def sends(request: HttpRequest, access: Access) -> HttpResponse:
    """List the sends of a service, what is scheduled first, messages to one person included."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in FILTERS else ""
    page = Paginator(jobs_of(access.service, chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    shows_singles = chosen in ("", "scheduled") and page.number == 1
    context = {
        "access": access,
        "filters": FILTERS,
        "chosen": chosen,
        "page": page,
        "rows": [_row(each) for each in page],
        "singles": scheduled_messages(access.service, SINGLES_SHOWN) if shows_singles else [],
        "can_send": access.can(Permission.SEND_MESSAGES),
    }
    return render(request, "portal/sends/sends.html", context)


@service_view()
@require_safe
def job(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    """Show how far a send is and what became of it."""
    found = _find(access, job_id)
    pace = pace_of(found)
    sees_messages = access.can(Permission.VIEW_ACTIVITY) or access.can(Permission.SEND_MESSAGES)
    context = _describe(access, found, pace) | {
        "by": starter_of(found),
        "live": live_figures(found, pace),
        "reasons": reasons_of(found) if pace.failed else [],
        "failures": _failures(found) if pace.failed and sees_messages else [],
    }
    return render(request, "portal/sends/job.html", context)


@service_view()
@require_safe
def job_progress(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    """Return what changes by itself on a job's page, as the page shows it."""
    found = _find(access, job_id)
    return JsonResponse(live_figures(found, pace_of(found)))


@can_send
@require_POST
def pause(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    words = _("Paused. What has not left stays until you go on; up to three days for each message.")
    return _change(request, access, job_id, pause_job, "send-paused", words)


@can_send
@require_POST
def resume(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    return _change(request, access, job_id, resume_job, "send-resumed", _("The send goes on."))


@can_send
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    """Ask, then cancel what has not left."""
    if request.method == "POST":
        words = _("Cancelled. What had not left will not leave, and counts against no limit.")
        return _change(request, access, job_id, cancel_job, "send-cancelled", words)
    found = _find(access, job_id)
    context = _describe(access, found, pace_of(found))
    return render(request, "portal/sends/cancel.html", context)


@service_view(Permission.VIEW_ACTIVITY, inside=True)
@require_safe
def job_report(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponseBase:
    """Return every row of a job with its state now, made while it is sent; on record."""
    found = _find(access, job_id)
    record_event("report-downloaded", found, service_id=access.service.id, request=request)
    report = Report(
        service=access.service, kind=Report.Kind.JOB, job=found, language=get_language() or "en"
    )
    parts = chain([BYTE_ORDER_MARK.encode()], write_report(report, lambda _rows: None))
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    name = (
        f"{_('report')} {found.created_at:%Y-%m-%d} {found.name.rpartition('.')[0] or found.name}"
    )
    response["Content-Disposition"] = content_disposition_header(True, f"{name[:150]}.csv") or ""
    return response


@can_send
@require_POST
def resend_failures(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    """Make a list of what failed, which is checked like any other before it is sent."""
    found = _find(access, job_id)
    if not pace_of(found).failed:
        messages.warning(request, _("No message of this send has failed."))
        return redirect("portal:job", access.service.id, found.id)
    name = _("Failures of %(name)s") % {"name": found.name}
    draft = ListDraft(
        service=access.service,
        template=found.template,
        created_by=access.user,
        sender_id=_sender_still_there(found),
        name=name[:LONGEST_NAME],
    )
    keep_failures(draft, found)
    return redirect("portal:list-draft", access.service.id, draft.id)


def _sender_still_there(found: Job) -> UUID | None:
    is_there = sender_words(found.service, found.channel, found.sender_id)
    return found.sender_id if is_there else None


def _find(access: Access, job_id: UUID) -> Job:
    jobs = Job.objects.select_related("template", "service", "created_by", "api_key")
    return get_object_or_404(jobs, service=access.service, pk=job_id)


def _describe(access: Access, found: Job, pace: Pace) -> dict[str, Any]:
    return {
        "access": access,
        "job": found,
        "kind": kind_of(found, has_waiting=pace.waiting > 0),
        "pace": pace,
        "actions": actions_of(found, access, pace),
    }


def _row(job: Job) -> dict[str, Any]:
    waiting = job.has_waiting  # type: ignore[attr-defined]  # of jobs_of
    return {
        "job": job,
        "state": state_words(job, has_waiting=waiting),
        "kind": kind_of(job, has_waiting=waiting),
        "by": starter_of(job),
    }


def _failures(found: Job) -> list[Any]:
    rows: list[Notification] = list(
        failed_messages(found).with_template_names().order_by("job_row")[:FAILURES_SHOWN]
    )
    return present(rows)


def _change(
    request: HttpRequest,
    access: Access,
    job_id: UUID,
    act: Callable[[UUID], Job],
    event: str,
    words: str,
) -> HttpResponse:
    found = _find(access, job_id)
    before = found.status
    try:
        changed = act(found.id)
    except CannotChangeJob as error:
        state = JobStatus(error.status).label
        messages.warning(
            request,
            _("That is no longer possible: the state of the send is “%(state)s”.")
            % {"state": state},
        )
    else:
        record_event(
            event,
            changed,
            service_id=changed.service_id,
            before={"status": before},
            after={"status": changed.status, "rows": changed.row_count},
            request=request,
        )
        messages.success(request, words)
    return redirect(reverse("portal:job", args=[access.service.id, found.id]))

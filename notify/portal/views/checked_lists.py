"""The page of a list: what its check found, its problems to download, any row, and sending it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.audit import record_event
from notify.message_templates.compiled import compiled_version
from notify.portal.access import Access, Permission, service_view
from notify.portal.content import Content, content_with
from notify.portal.csv_answers import table_answer
from notify.portal.framing import framed_document
from notify.portal.list_form import UploadForm
from notify.portal.list_page import (
    SendListForm,
    costs_of,
    kinds_of,
    lines_of,
    missing_columns,
    problem_words,
    spreadsheet_row,
)
from notify.portal.recipient_words import recipient_words
from notify.portal.refusal_words import refusal_words
from notify.portal.sample_lists import columns_of
from notify.portal.senders import sender_words
from notify.portal.views.lists import describe_list, find_list
from notify.recipients.errors import UnreadableFile
from notify.recipients.recipient_rows import Row
from notify.rendering.errors import MissingValues
from notify.sending.errors import SendingError
from notify.sending.list_sending import (
    CheckAgain,
    NothingLeft,
    NotReady,
    find_row,
    find_twin,
    send_list,
)
from notify.sending.list_source import CheckBasis, open_list
from notify.sending.list_verdict import Verdict, open_verdict
from notify.sending.models import ListDraft
from notify.sending.store import OverLimit
from notify.subscriptions.sending import rows_of_leavers
from notify.vault import CannotOpen

can_send = service_view(Permission.SEND_MESSAGES)
State = ListDraft.State


@can_send
@require_http_methods(["GET", "HEAD", "POST"])
def list_draft(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    """Show how far a list's check is, then what it found; POST sends the list."""
    draft = find_list(access, draft_id)
    if draft.job_id:  # sent, perhaps a moment ago in another tab
        return redirect("portal:job", access.service.id, draft.job_id)
    if draft.state == State.WAITING:
        return render(request, "portal/sends/list_checking.html", describe_list(access, draft))
    verdict = open_verdict(draft.sealed_verdict)
    if not verdict.can_be_sent:
        return _show_problems(request, access, draft, verdict)
    return _show_ready(request, access, draft, verdict)


@can_send
@require_safe
def list_problems(
    request: HttpRequest, access: Access, draft_id: UUID, *, kind: str
) -> HttpResponseBase:
    """Return the rows that have problems, or with `rows=all` every row, with what is wrong."""
    draft = find_list(access, draft_id)
    if draft.state != State.CHECKED:
        raise Http404
    rows = _problem_rows(draft, with_all=request.GET.get("rows") == "all")
    return table_answer(rows, _("problems"), kind)


@can_send
@require_safe
def list_row_body(request: HttpRequest, access: Access, draft_id: UUID, row: int) -> HttpResponse:
    """Return the document of a row's email, for the frame on its page."""
    found = _content(find_list(access, draft_id), row)
    if found is None or not found[1].html:
        raise Http404
    return framed_document(found[1].html)


def _show_problems(
    request: HttpRequest, access: Access, draft: ListDraft, verdict: Verdict
) -> HttpResponse:
    context = describe_list(access, draft) | {
        "verdict": verdict,
        "unreadable": recipient_words(*verdict.unreadable) if verdict.unreadable else "",
        "missing": missing_columns(draft, verdict),
        "columns": columns_of(draft.template, access.service),
        "lines": lines_of(verdict),
        "kinds": kinds_of(verdict.problems),
        "form": UploadForm(),
    }
    return render(request, "portal/sends/list_problems.html", context)


def _show_ready(
    request: HttpRequest, access: Access, draft: ListDraft, verdict: Verdict
) -> HttpResponse:
    form = SendListForm(request.POST or None, initial=request.GET.dict(), verdict=verdict)
    if request.method == "POST" and form.is_valid():
        answer = _send(request, access, draft, form)
        if answer:
            return answer
    preview = _row_asked_for(request)
    shown = _content(draft, preview)
    context = describe_list(access, draft) | {
        "verdict": verdict,
        "form": form,
        "lines": lines_of(verdict),
        "costs": costs_of(draft, verdict, form, datetime.now(UTC)),
        "twin": find_twin(draft),
        "sender": sender_words(access.service, draft.template.channel, draft.sender_id),
        "preview": shown
        and {
            "recipient": shown[0],
            "content": shown[1],
            "number": preview,
            "row": spreadsheet_row(preview),
            "before": preview - 1 if preview else None,
            "after": preview + 1 if preview + 1 < verdict.row_count else None,
        },
        "repeated_rows": _numbered(verdict.repeated.shown),
        "suppressed_rows": _numbered(verdict.suppressed.shown),
    }
    return render(request, "portal/sends/list_ready.html", context)


def _send(
    request: HttpRequest, access: Access, draft: ListDraft, form: SendListForm
) -> HttpResponse | None:
    """Send a list and go to its job, or back to the check; None when the form says why not."""
    leave_out = form.leave_out | rows_of_leavers(draft)
    try:
        job = send_list(draft.id, leave_out=leave_out, scheduled_for=form.scheduled_for)
    except (CheckAgain, NotReady):
        return redirect("portal:list-draft", access.service.id, draft.id)
    except NothingLeft:
        form.add_error(None, _("All rows are left out: nothing would be sent."))
        return None
    except (SendingError, OverLimit) as error:
        form.add_error(None, refusal_words(error))
        return None
    record_event(
        "send-started",
        job,
        service_id=job.service_id,
        after={
            "template": str(job.template_id),
            "rows": job.row_count,
            "left_out": len(leave_out),
            "scheduled_for": job.scheduled_for and job.scheduled_for.isoformat(),
            **({"topic": str(draft.topic_id)} if draft.topic_id else {}),
        },
        request=request,
    )
    return redirect("portal:job", access.service.id, job.id)


def _content(draft: ListDraft, row: int) -> tuple[str, Content] | None:
    """Return whom a row goes to, and its message as it will arrive."""
    try:
        found = find_row(draft, row)
        if found is None:
            return None
        ready, values = found
        compiled = compiled_version(
            draft.template_id,
            draft.template_version,
            language=ready.language or None,
            order=draft.service.language_order,
        )
        return ready.recipient, content_with(compiled, values, draft.service, draft.template)
    except (CannotOpen, MissingValues):
        return None


def _problem_rows(draft: ListDraft, *, with_all: bool) -> Iterator[list[object]]:
    """Yield a list again with what is wrong with each row, in the reader's language."""
    shown: list[tuple[Row, list[str]]] = []
    try:
        rows = open_list(
            draft, CheckBasis.of(draft), lambda row, cells: shown.append((row, list(cells)))
        )
        headings = rows.columns.headings
        yield [_("row"), _("problem"), *headings]
        for _row in rows:
            row, cells = shown.pop()
            errors = [(each.heading, str(each.code), each.detail) for each in row.errors]
            if row.message_error:
                errors.append(("", str(row.message_error), ""))
            if with_all or errors or not row.is_allowed:
                words = problem_words(errors, is_allowed=row.is_allowed)
                yield [spreadsheet_row(row.number), words, *cells]
    except (UnreadableFile, CannotOpen):
        return


def _numbered(shown: Any) -> list[tuple[int, str]]:
    return [(spreadsheet_row(row), recipient) for row, recipient in shown]


def _row_asked_for(request: HttpRequest) -> int:
    """Return which row to preview: `row` from 0, or `sheet` as a spreadsheet numbers it."""
    row, sheet = (request.GET.get(name, "") for name in ("row", "sheet"))
    if sheet.isdecimal() and len(sheet) < 8:
        return max(int(sheet) - spreadsheet_row(0), 0)
    return int(row) if row.isdecimal() and len(row) < 8 else 0

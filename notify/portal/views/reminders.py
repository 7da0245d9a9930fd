"""Reminders of a service: plan a list, see what is coming, cancel, keep quiet hours."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.audit import record_event
from notify.notifications.recipients import open_recipient
from notify.portal.access import Access, Permission, service_view
from notify.portal.recipient_words import recipient_words
from notify.portal.refusal_words import refusal_words
from notify.portal.reminder_forms import QuietHoursForm, ReminderListForm
from notify.portal.reminder_words import (
    DATE_WORDS,
    MOST_SHOWN,
    event_words,
    list_problems,
    problem_words,
)
from notify.recipients.errors import UnreadableFile
from notify.recipients.file_reader import read_recipient_file
from notify.recipients.recipient_rows import MAX_ROWS
from notify.reminders.models import QuietHours, Reminder
from notify.reminders.planning import ListResult, ReminderList, cancel, plan_list
from notify.sending.account import Account
from notify.sending.errors import SendingError
from notify.vault import CannotOpen, blind_index

PAGE_SIZE = 50
WAYS_TO_CANCEL = ("reference", "list", "reminder")


@service_view(Permission.VIEW_ACTIVITY, Permission.SEND_MESSAGES)
@require_safe
def reminders(request: HttpRequest, access: Access) -> HttpResponse:
    """Show what is coming, the next first, or what became of the past."""
    state = request.GET.get("state", Reminder.State.WAITING)
    if state not in Reminder.State.values:
        raise Http404
    rows = Reminder.objects.filter(service=access.service, state=state)
    order = "due_at" if state == Reminder.State.WAITING else "-due_at"
    rows = rows.select_related("template").order_by(order, "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "access": access,
        "state": state,
        "states": Reminder.State.choices,
        "page": page,
        "entries": [_entry(row) for row in page.object_list],
        "lists": _lists(access),
        "quiet": QuietHours.objects.filter(service=access.service).first(),
        "can_send": access.membership is not None and access.can(Permission.SEND_MESSAGES),
        "can_manage": access.can(Permission.MANAGE_SERVICE),
    }
    return render(request, "portal/reminders/list.html", context)


@service_view(Permission.SEND_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, access: Access) -> HttpResponse:
    """Plan a reminder for each row of a file; a file with a wrong row plans none."""
    form = ReminderListForm(access, request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        result = _plan(access, form)
        if result and result.is_repeat:
            messages.success(
                request,
                _("These reminders were planned already. They were not planned again."),
            )
            return redirect("portal:reminders", access.service.id)
        if result and result.count:
            _tell(request, access, result)
            return redirect("portal:reminders", access.service.id)
        problems = _problems(result, form) if result else []
    context = {"access": access, "form": form, "problems": problems}
    return render(request, "portal/reminders/plan.html", context)


@service_view(Permission.SEND_MESSAGES)
@require_POST
def cancel_reminders(request: HttpRequest, access: Access) -> HttpResponse:
    """Cancel one reminder, all of a list, or all with a reference; ask first for more than one."""
    which = _which(request) & Q(service=access.service)
    waiting = Reminder.objects.filter(which, state=Reminder.State.WAITING).count()
    if waiting > 1 and "sure" not in request.POST:
        asked = {name: request.POST[name] for name in WAYS_TO_CANCEL if request.POST.get(name)}
        context = {"access": access, "number": waiting, "asked": asked}
        return render(request, "portal/reminders/cancel.html", context)
    number = cancel(which)
    if number:
        after: dict[str, Any] = {"cancelled": number}
        record_event(
            "reminders-cancelled",
            access.service,
            service_id=access.service.id,
            after=after,
            request=request,
        )
    text = ngettext(
        "%(count)d reminder is cancelled.", "%(count)d reminders are cancelled.", number
    )
    said = text % {"count": number} if number else _("No waiting reminder was found.")
    messages.success(request, said)
    return redirect("portal:reminders", access.service.id)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def quiet_hours(request: HttpRequest, access: Access) -> HttpResponse:
    found = QuietHours.objects.filter(service=access.service).first()
    initial = {"starts": found.starts, "ends": found.ends} if found else {}
    form = QuietHoursForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["starts"]:
            QuietHours.objects.update_or_create(service=access.service, defaults=given)
        elif found:
            found.delete()
        record_event(
            "quiet-hours-changed",
            access.service,
            service_id=access.service.id,
            before={name: str(value) for name, value in initial.items()},
            after={name: str(value) for name, value in given.items() if value},
            request=request,
        )
        messages.success(
            request, _("The quiet hours are saved, for reminders planned from now on.")
        )
        return redirect("portal:reminders", access.service.id)
    return render(request, "portal/reminders/quiet.html", {"access": access, "form": form})


def _plan(access: Access, form: ReminderListForm) -> ListResult | None:
    """Return what became of a list; None with the reason in the form when it cannot be read."""
    given = form.cleaned_data
    content = given["file"].read()
    try:
        rows = _rows(content, given["file"].name)
        return plan_list(
            ReminderList(
                account=Account.of(access.service),
                template_id=given["template"].pk,
                rows=rows,
                date_column=given["date_column"],
                rule=form.rule(),
                time_zone=given["time_zone"],
                created_by_id=access.user.pk,
                batch=_batch_of(given, content),
            )
        )
    except UnreadableFile as error:
        form.add_error("file", recipient_words(error.code, error.detail))
    except SendingError as error:
        form.add_error(None, refusal_words(error))
    return None


def _batch_of(given: dict[str, Any], content: bytes) -> UUID:
    """Return what tells a list from others: the same file with the same rule is the same list."""
    rule = [str(given[name]) for name in ("date_column", "days_before", "at", "time_zone")]
    parts = [str(given["template"].pk), *rule, hashlib.sha256(content).hexdigest()]
    return UUID(bytes=blind_index("\n".join(parts)))


def _rows(content: bytes, name: str) -> list[list[str]]:
    """Read a file, one row beyond the limit at most. Raises UnreadableFile."""
    return list(islice(read_recipient_file(content, file_name=name), MAX_ROWS + 2))


def _problems(result: ListResult, form: ReminderListForm) -> list[str]:
    """Return what is wrong with a list, row by row, in words."""
    if not result.has_date_column:
        form.add_error(
            "date_column",
            _("The file has no column of this name. Its columns are: %(columns)s.")
            % {"columns": ", ".join(result.check.headings) if result.check else ""},
        )
    found = list_problems(result.check) if result.check else []
    for problem in result.problems[:MOST_SHOWN]:
        fields = {"number": problem.row + 1, "problem": DATE_WORDS[problem.code]}
        found.append(_("Row %(number)d: %(problem)s.") % fields)
    return found


def _tell(request: HttpRequest, access: Access, result: ListResult) -> None:
    after: dict[str, Any] = {"count": result.count, "list": str(result.batch)}
    record_event(
        "reminders-planned",
        access.service,
        service_id=access.service.id,
        after=after,
        request=request,
    )
    text = ngettext(
        "%(count)d reminder is planned.", "%(count)d reminders are planned.", result.count
    )
    messages.success(request, text % {"count": result.count})


def _which(request: HttpRequest) -> Q:
    """Return what a form asks to cancel. Raises Http404."""
    reference = request.POST.get("reference", "").strip()
    if reference:
        return Q(reference=reference)
    for name, field in (("list", "batch"), ("reminder", "pk")):
        try:
            return Q(**{field: UUID(request.POST[name])})
        except (KeyError, ValueError):
            continue
    raise Http404


def _lists(access: Access) -> list[dict[str, Any]]:
    """Return the lists that still have waiting reminders, the newest first."""
    recent = datetime.now(UTC) - timedelta(days=730)
    rows = Reminder.objects.filter(
        service=access.service,
        state=Reminder.State.WAITING,
        batch__isnull=False,
        created_at__gt=recent,
    )
    grouped = rows.values("batch", "template__name").annotate(
        count=Count("pk"), made=Min("created_at"), next=Min("due_at")
    )
    return [dict(row) for row in grouped.order_by("-made")[:MOST_SHOWN]]


def _entry(row: Reminder) -> dict[str, Any]:
    return {
        "row": row,
        "recipient": _recipient(row),
        "event": event_words(row.event_at, row.time_zone),
        "problem": problem_words(row.problem),
    }


def _recipient(row: Reminder) -> str:
    try:
        return open_recipient(row.sealed_recipient) if row.sealed_recipient else ""
    except CannotOpen:
        return ""

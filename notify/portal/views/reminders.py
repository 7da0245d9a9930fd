"""Reminders of a service: plan a list, see what is coming, cancel, keep quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.audit import record_event
from notify.notifications.recipients import open_recipient
from notify.portal.access import Access, Permission, service_view
from notify.portal.recipient_words import recipient_words
from notify.portal.refusal_words import refusal_words
from notify.portal.reminder_forms import QuietHoursForm, ReminderListForm
from notify.recipients.errors import UnreadableFile
from notify.recipients.file_check import FileCheck
from notify.recipients.file_reader import read_recipient_file
from notify.recipients.recipient_rows import MAX_ROWS
from notify.reminders.models import QuietHours, Reminder
from notify.reminders.planning import ListResult, ReminderList, cancel, plan_list
from notify.sending.account import Account
from notify.sending.errors import SendingError
from notify.vault import CannotOpen

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE_SIZE = 50
MOST_SHOWN = 20

DATE_WORDS: dict[str, StrOrPromise] = {
    "not-a-date": gettext_lazy("write the date as 2026-06-03 or 2026-06-03 14:00"),
    "unknown-zone": gettext_lazy("this is no time zone; write for example America/Vancouver"),
    "past": gettext_lazy("the date is over"),
    "too-far": gettext_lazy("the date is more than two years away"),
}


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
        "entries": [(row, _recipient(row)) for row in page.object_list],
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
        result = _plan(access, form, _once(request))
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
    context = {"access": access, "form": form, "problems": problems, "once": _once(request)}
    return render(request, "portal/reminders/plan.html", context)


@service_view(Permission.SEND_MESSAGES)
@require_POST
def cancel_reminders(request: HttpRequest, access: Access) -> HttpResponse:
    """Cancel one reminder, all of a list, or all with a reference."""
    which = _which(request)
    number = cancel(which & Q(service=access.service))
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


def _once(request: HttpRequest) -> UUID:
    """Return what tells a second press of the button from another list."""
    try:
        return UUID(request.POST["once"])
    except (KeyError, ValueError):
        return uuid4()


def _plan(access: Access, form: ReminderListForm, once: UUID) -> ListResult | None:
    """Return what became of a list; None with the reason in the form when it cannot be read."""
    given = form.cleaned_data
    upload = given["file"]
    try:
        rows = list(_rows(upload))
        return plan_list(
            ReminderList(
                account=Account.of(access.service),
                template_id=given["template"].pk,
                rows=rows,
                date_column=given["date_column"],
                rule=form.rule(),
                time_zone=given["time_zone"],
                created_by_id=access.user.pk,
                batch=once,
            )
        )
    except UnreadableFile as error:
        form.add_error("file", recipient_words(error.code, error.detail))
    except SendingError as error:
        form.add_error(None, refusal_words(error))
    return None


def _rows(upload: Any) -> list[list[str]]:
    """Read a file, one row beyond the limit at most. Raises UnreadableFile."""
    rows = []
    for row in read_recipient_file(upload.read(), file_name=upload.name):
        rows.append(row)
        if len(rows) > MAX_ROWS + 1:
            break
    return rows


def _problems(result: ListResult, form: ReminderListForm) -> list[str]:
    """Return what is wrong with a list, row by row, in words."""
    if not result.has_date_column:
        form.add_error(
            "date_column", _("The file has no column of this name. Look at its first row.")
        )
    found = _list_problems(result.check) if result.check else []
    for problem in result.problems[:MOST_SHOWN]:
        fields = {"number": problem.row + 1, "problem": DATE_WORDS[problem.code]}
        found.append(_("Row %(number)d: %(problem)s.") % fields)
    return found


def _list_problems(check: FileCheck) -> list[str]:
    if check.missing_columns:
        columns = ", ".join(check.missing_columns)
        return [_("The file lacks these columns: %(columns)s.") % {"columns": columns}]
    if check.duplicate_recipient_columns:
        return [_("The file has more than one column of recipients.")]
    if not check.row_count:
        return [_("The file has a heading and no people. Add a row for each person.")]
    if check.has_too_many_rows:
        return [_("The file has more than 50,000 rows. Divide it.")]
    found = [
        _("Row %(number)d, %(column)s: %(problem)s.")
        % {
            "number": row.number + 2,
            "column": error.heading,
            "problem": recipient_words(error.code, error.detail),
        }
        for row in check.rows_in_error[:MOST_SHOWN]
        for error in row.errors
    ]
    if check.not_allowed_count:
        found.append(
            _("A trial service can write only to members of its team and to its safelist.")
        )
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


def _recipient(row: Reminder) -> str:
    try:
        return open_recipient(row.sealed_recipient) if row.sealed_recipient else ""
    except CannotOpen:
        return ""

"""What the page of a checked list shows, put in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.message_templates.models import Channel
from notify.portal.durations import duration_words, per_second
from notify.portal.recipient_words import recipient_words
from notify.portal.sample_lists import columns_of
from notify.portal.schedule_form import ScheduleForm
from notify.recipients.columns import Channel as RecipientChannel
from notify.recipients.columns import column_key, recipient_keys
from notify.sending.account import Account
from notify.sending.bulk import remaining_on
from notify.sending.list_sending import cost_without
from notify.sending.list_verdict import Problem, ShownRow, Verdict
from notify.sending.models import ListDraft
from notify.stats.calendar import business_day

# What people call the recipient's column, as keys of headings.
CALLED: dict[str, frozenset[str]] = {
    Channel.EMAIL: frozenset(
        {"email", "emails", "mail", "emailaddresses", "address", "courriel", "courriels", "adresse"}
    ),
    Channel.SMS: frozenset(
        {"phone", "mobile", "cell", "number", "telephone", "téléphone", "cellulaire", "numéro"}
    ),
}
ONCE, EVERY = "once", "every"
LEAVE_OUT, SEND = "leave-out", "send"


class SendListForm(ScheduleForm):
    """When to send a list, and what to do with repeats and suppressed recipients."""

    repeats = forms.ChoiceField(
        label=gettext_lazy("Recipients who are there more than once"),
        choices=(
            (ONCE, gettext_lazy("Write to each of them once: only the first row counts")),
            (EVERY, gettext_lazy("Send every row")),
        ),
        widget=forms.RadioSelect,
        initial=ONCE,
        required=False,
    )
    suppressed = forms.ChoiceField(
        label=gettext_lazy("Addresses that are suppressed"),
        choices=(
            (LEAVE_OUT, gettext_lazy("Leave them out")),
            (SEND, gettext_lazy("Keep them: they will be shown as failed")),
        ),
        widget=forms.RadioSelect,
        initial=LEAVE_OUT,
        required=False,
    )

    def __init__(self, *args: Any, verdict: Verdict, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._verdict = verdict
        if not verdict.repeated.rows:
            del self.fields["repeats"]
        if not verdict.suppressed.rows:
            del self.fields["suppressed"]

    @property
    def leave_out(self) -> frozenset[int]:
        """Return the rows that are not to be sent, as chosen or by default."""
        return self.left_as_suppressed | self.left_as_repeated

    @property
    def left_as_suppressed(self) -> frozenset[int]:
        if self._chosen("suppressed") == SEND:
            return frozenset()
        return frozenset(self._verdict.suppressed.rows)

    @property
    def left_as_repeated(self) -> frozenset[int]:
        """Return the repeats that are left out; those of a suppressed recipient go with it."""
        if self._chosen("repeats") == EVERY:
            return frozenset()
        return frozenset(self._verdict.repeated.rows) - self.left_as_suppressed

    def _chosen(self, name: str) -> object:
        cleaned = cast("dict[str, Any]", getattr(self, "cleaned_data", {}))
        return cleaned.get(name) if self.is_bound else self.initial.get(name)


@dataclass(frozen=True)
class Cell:
    """A cell of the list and what is wrong with it."""

    text: str
    problem: str


@dataclass(frozen=True)
class Line:
    """A row of the list under its number in a spreadsheet; `problem` is about the whole row."""

    number: int
    cells: Sequence[Cell]
    problem: str


@dataclass(frozen=True)
class Missing:
    """A column that the template needs and the list has not; `meant` may be it, misspelled."""

    name: str
    meant: str


@dataclass(frozen=True)
class Kind:
    """A kind of problem, and the first spreadsheet rows that have it."""

    column: str
    words: str
    count: int
    rows: str


def spreadsheet_row(number: int) -> int:
    """Return the number that a spreadsheet shows beside a row: the heading is 1."""
    return number + 2


def lines_of(verdict: Verdict) -> list[Line]:
    return [_line(row, verdict.shown_headings) for row in verdict.rows]


def kinds_of(problems: Sequence[Problem]) -> list[Kind]:
    return [
        Kind(
            column=problem.heading,
            words=recipient_words(problem.code, problem.detail),
            count=problem.count,
            rows=", ".join(str(spreadsheet_row(row)) for row in problem.rows),
        )
        for problem in problems
    ]


def missing_columns(draft: ListDraft, verdict: Verdict) -> list[Missing]:
    """Return the missing columns, each with the unused heading that looks like it."""
    needed = {column_key(name) for name in columns_of(draft.template, draft.service)}
    unused = {column_key(each): each for each in verdict.headings if each.strip()}
    unused = {key: each for key, each in unused.items() if key not in needed}
    channel = draft.template.channel
    found = []
    for name in verdict.missing:
        key = column_key(name)
        close = get_close_matches(key, unused, n=1, cutoff=0.7)
        if not close and key in recipient_keys(RecipientChannel(channel)):
            close = sorted(CALLED[channel] & unused.keys())
        found.append(Missing(name, unused[close[0]] if close else ""))
    return found


def costs_of(
    draft: ListDraft, verdict: Verdict, form: SendListForm, now: datetime
) -> Mapping[str, Any]:
    """Return how many messages would leave, their cost, the room for them and the time."""
    rows, cost = verdict.row_count, verdict.cost
    if form.leave_out:
        rows, cost = cost_without(draft, form.leave_out)
    channel = draft.template.channel
    year, day = remaining_on(Account.of(draft.service), channel, business_day(now))
    left = min(year, day)
    return {
        "messages": rows,
        "repeated": len(form.left_as_repeated),
        "suppressed": len(form.left_as_suppressed),
        "cost": cost,
        "is_text": channel == Channel.SMS,
        "left_today": max(day, 0),
        "left_this_year": max(year, 0),
        "is_over_today": cost > day,
        "is_over_this_year": cost > year,
        "is_over": cost > left,
        "duration": duration_words(rows / per_second(channel)),
    }


def problem_words(row_problems: Sequence[tuple[str, str, str]], *, is_allowed: bool) -> str:
    """Return what is wrong with a row in one cell: (heading, code, detail) each."""
    words = []
    for column, code, detail in row_problems:
        problem = recipient_words(code, detail)
        fields = {"column": column, "problem": problem}
        words.append(_("%(column)s: %(problem)s") % fields if column else problem)
    if not is_allowed:
        words.append(not_allowed_words())
    return "; ".join(words)


def not_allowed_words() -> str:
    return _("Not in your team or safelist, which is all that a trial may write to")


def _line(row: ShownRow, headings: Sequence[str]) -> Line:
    cells = []
    for heading, text in zip(headings, row.cells, strict=True):
        code = row.errors.get(heading)
        cells.append(Cell(text, recipient_words(*code) if code else ""))
    whole = row.errors.get("")
    problem = recipient_words(*whole) if whole else ""
    if not row.is_allowed:
        problem = f"{problem}; {not_allowed_words()}" if problem else not_allowed_words()
    return Line(spreadsheet_row(row.number), cells, problem)

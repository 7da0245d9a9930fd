"""Plan reminders, for one person or for a list; cancel them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from notify.message_templates.models import Channel
from notify.notifications.recipients import seal_personalisation, seal_recipient
from notify.recipients.columns import column_key
from notify.recipients.file_check import FileCheck
from notify.recipients.phone_number import PhoneNumber
from notify.reminders.models import QuietHours, Reminder
from notify.reminders.timing import (
    FURTHEST_DAYS,
    NotADate,
    Quiet,
    Rule,
    UnknownZone,
    after_quiet,
    check_zone,
    due_at,
    read_date,
    zone_of_number,
)
from notify.sending.account import Account
from notify.sending.bulk import BulkRequest, check_batch
from notify.sending.checks import check_delivery, draft_message
from notify.sending.job_rows import ReadyRow, open_rows
from notify.sending.request import MessageRequest
from notify.sending.templates import find_template
from notify.services.models import Service

ROWS_AT_ONCE = 1_000
MOST_PROBLEMS = 200
ZONE_KEYS = frozenset({"timezone", "fuseauhoraire"})


class TooFarAhead(ValueError):
    """A date that is more than two years away: a year that was mistyped, most likely."""


class AlreadyPast(ValueError):
    """A date that is over."""


class AfterTheDate(ValueError):
    """The rule or the quiet hours leave no time to write before the date."""


@dataclass(frozen=True)
class DateProblem:
    """What is wrong with the date or the zone of a row; `row` starts at 1 below the heading."""

    row: int
    code: str
    text: str


@dataclass
class ListResult:
    """What became of a list: its reminders, or all that is wrong with it."""

    batch: UUID
    count: int = 0
    first: datetime | None = None
    check: FileCheck | None = None
    problems: list[DateProblem] = field(default_factory=list)
    has_date_column: bool = True
    is_repeat: bool = False  # the list is there already


@dataclass(frozen=True)
class ReminderList:
    """One template to the people of a list, each before a date of their own.

    Of two with the same `batch`, the second plans nothing, unless all of the first was cancelled.
    """

    account: Account
    template_id: UUID
    rows: Sequence[Sequence[str]]
    date_column: str
    rule: Rule
    key_type: str = "normal"
    time_zone: str = ""
    language: str | None = None
    api_key_id: UUID | None = None
    created_by_id: UUID | None = None
    batch: UUID = field(default_factory=uuid4)


def quiet_hours(service_id: UUID) -> Quiet | None:
    """Return a service's quiet hours."""
    found = QuietHours.objects.filter(service_id=service_id).first()
    return Quiet(found.starts, found.ends) if found else None


def plan_one(
    request: MessageRequest, channel: str, *, date: str, rule: Rule, time_zone: str = ""
) -> Reminder:
    """Check a message as if it were sent now, and keep it until it is due.

    Raises SendingError, NotADate, UnknownZone, AlreadyPast, TooFarAhead, AfterTheDate.
    """
    draft = draft_message(request, channel)
    check_delivery(request, draft, cost=0, limits=None)
    zone = _zone(time_zone, request.address if channel == Channel.SMS else None)
    event, due = _times(date, rule, zone, quiet_hours(request.account.id))
    return Reminder.objects.create(
        service_id=request.account.id,
        template_id=request.template_id,
        channel=channel,
        sealed_recipient=seal_recipient(request.recipient),
        sealed_personalisation=seal_personalisation(draft.values),
        language=request.language or "",
        reference=request.reference or "",
        sender_id=request.sender_id,
        key_type=request.key_type,
        api_key_id=request.api_key_id,
        created_by_id=request.created_by_id,
        event_at=event,
        due_at=due,
        time_zone=zone,
    )


def plan_list(request: ReminderList) -> ListResult:
    """Plan a reminder for every row, or for none when anything is wrong.

    Raises SendingError, UnreadableFile, UnknownZone.
    """
    result = ListResult(request.batch)
    rows = [row for row in request.rows if any(cell.strip() for cell in row)]
    bulk = BulkRequest(
        account=request.account,
        key_type=request.key_type,
        template_id=request.template_id,
        name="",
        rows=rows,
        language=request.language,
    )
    template = find_template(request.account.id, request.template_id, "email", None)
    batch = check_batch(bulk, template)
    places = _Places.find(rows[0] if rows else (), request.date_column)
    result.has_date_column = places.date is not None
    if batch.check.has_errors or not batch.check.row_count or places.date is None:
        result.check = batch.check
        return result
    ready = (row for chunk in batch.ready.chunks for row in _opened(chunk.sealed_rows))
    reminders = list(
        _reminders(request, template.channel, zip(rows[1:], ready, strict=True), places, result)
    )
    if result.problems:
        return result
    if not _keep(request, reminders):
        result.is_repeat = True
        return result
    result.count = len(reminders)
    result.first = min(reminder.due_at for reminder in reminders)
    return result


@transaction.atomic
def _keep(request: ReminderList, reminders: Sequence[Reminder]) -> bool:
    """Store the reminders of a list unless it is there; return whether it was not."""
    Service.objects.select_for_update(no_key=True).get(pk=request.account.id)
    there = Reminder.objects.filter(service_id=request.account.id, batch=request.batch)
    if there.exclude(state=Reminder.State.CANCELLED).exists():
        return False
    for start in range(0, len(reminders), ROWS_AT_ONCE):
        Reminder.objects.bulk_create(reminders[start : start + ROWS_AT_ONCE])
    return True


def cancel(reminders: Q) -> int:
    """Cancel the waiting reminders that a condition finds, erase their data; return how many."""
    return Reminder.objects.filter(reminders, state=Reminder.State.WAITING).update(
        state=Reminder.State.CANCELLED,
        settled_at=datetime.now(UTC),
        sealed_recipient=b"",
        sealed_personalisation=b"",
    )


@dataclass(frozen=True)
class _Places:
    date: int | None
    zone: int | None

    @classmethod
    def find(cls, heading: Sequence[str], date_column: str) -> "_Places":
        keys = [column_key(cell) for cell in heading]
        wanted = column_key(date_column)
        return cls(
            next((place for place, key in enumerate(keys) if key == wanted), None),
            next((place for place, key in enumerate(keys) if key in ZONE_KEYS), None),
        )


def _opened(sealed: bytes) -> Iterable[tuple[Sequence[str], ReadyRow]]:
    names, rows = open_rows(sealed)
    return ((names, row) for row in rows)


def _reminders(
    request: ReminderList,
    channel: str,
    pairs: Iterable[tuple[Sequence[str], tuple[Sequence[str], ReadyRow]]],
    places: _Places,
    result: ListResult,
) -> Iterable[Reminder]:
    quiet = quiet_hours(request.account.id)
    for number, (cells, (names, row)) in enumerate(pairs, 1):
        written = _cell(cells, places.date)
        try:
            zone = _zone_of_row(request, channel, _cell(cells, places.zone), row)
            event, due = _times(written, request.rule, zone, quiet)
        except tuple(_CODES) as error:
            if len(result.problems) < MOST_PROBLEMS:
                result.problems.append(DateProblem(number, _CODES[type(error)], written))
            continue
        yield Reminder(
            service_id=request.account.id,
            template_id=request.template_id,
            channel=channel,
            sealed_recipient=seal_recipient(row.recipient),
            sealed_personalisation=seal_personalisation(dict(zip(names, row.values, strict=True))),
            language=row.language,
            reference=row.reference or "",
            batch=result.batch,
            key_type=request.key_type,
            api_key_id=request.api_key_id,
            created_by_id=request.created_by_id,
            event_at=event,
            due_at=due,
            time_zone=zone,
        )


_CODES: dict[type[Exception], str] = {
    NotADate: "not-a-date",
    UnknownZone: "unknown-zone",
    AlreadyPast: "past",
    TooFarAhead: "too-far",
    AfterTheDate: "after-the-date",
}


def _times(written: str, rule: Rule, zone: str, quiet: Quiet | None) -> tuple[datetime, datetime]:
    """Return the date and when to write; one that is late already is written at once."""
    event = read_date(written, zone)
    now = datetime.now(UTC)
    if event <= now:
        raise AlreadyPast(written)
    if event > now + timedelta(days=2 * FURTHEST_DAYS):
        raise TooFarAhead(written)
    due = due_at(event, rule, zone, quiet)
    if due <= now:
        due = after_quiet(now, zone, quiet)
    if due >= event:
        raise AfterTheDate(written)
    return event, due


def _zone_of_row(request: ReminderList, channel: str, written: str, row: ReadyRow) -> str:
    if written.strip():
        return check_zone(written.strip())
    if request.time_zone:
        return check_zone(request.time_zone)
    if channel == Channel.SMS:
        return zone_of_number(row.normalised) or settings.LOCAL_TIME_ZONE
    return str(settings.LOCAL_TIME_ZONE)


def _zone(time_zone: str, number: object) -> str:
    if time_zone:
        return check_zone(time_zone)
    if isinstance(number, PhoneNumber):
        return zone_of_number(number.e164) or settings.LOCAL_TIME_ZONE
    return str(settings.LOCAL_TIME_ZONE)


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""

"""The rows of a report: who was written to, with what, and what became of it.

Read a thousand messages at a time, so a report of any length takes little memory. A row of a job
that is no message yet is told as what it is: waiting, or cancelled with its job.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import pgettext

from notify.accounts.models import User
from notify.message_templates.models import Channel, Template
from notify.notifications.ids import first_id_at
from notify.notifications.models import Job, JobChunk, Notification, Status
from notify.notifications.statuses import state_of
from notify.recipients.safe_cells import safe_cell
from notify.sending.account import Account
from notify.sending.job_rows import open_rows
from notify.sending.models import Report
from notify.sending.visible import visible_notifications
from notify.services.models import ApiKey
from notify.vault import CannotOpen

ROWS_AT_ONCE = 1_000
DAYS = timedelta(days=7)

Cells = Sequence[object]
Named = TypeVar("Named", bound=Model)


def write_report(report: Report, on_page: Callable[[int], None]) -> Iterator[bytes]:
    """Yield a report as CSV in its language; `on_page` is told of every few rows there are."""
    with translation.override(report.language):
        head = _encode([_heading(report)])
    yield head
    for rows in _pages(report):
        # Not around the yield: what reads the parts must not work in the report's language.
        with translation.override(report.language):
            part = _encode(rows)
        on_page(len(rows))
        yield part


def _heading(report: Report) -> Cells:
    recipient = pgettext("column of a report", "Recipient")
    what = (pgettext("column of a report", "Template"), pgettext("column of a report", "Type"))
    rest = (
        pgettext("column of a report", "Job"),
        pgettext("column of a report", "Status"),
        pgettext("column of a report", "Sent Time"),
    )
    if report.kind == Report.Kind.JOB:
        return (pgettext("column of a report", "Row number"), recipient, *what, *rest)
    return (
        recipient,
        *what,
        pgettext("column of a report", "Sent by"),
        pgettext("column of a report", "Sent by email"),
        *rest,
    )


def _pages(report: Report) -> Iterator[list[Cells]]:
    account = Account.of(report.service)
    messages = visible_notifications(account)
    if report.statuses:
        messages = messages.filter(status__in=report.statuses)
    if report.job is not None:
        yield from _job_pages(report, report.job, messages)
        return
    since = first_id_at(datetime.now(UTC) - DAYS)
    messages = messages.filter(channel=report.kind, id__gte=since).exclude(
        key_type=ApiKey.Type.TEST
    )
    names = _Names()
    page = list(messages.order_by("-id")[:ROWS_AT_ONCE])
    while page:
        names.learn(page)
        yield [_message_row(row, names) for row in page]
        page = list(messages.filter(id__lt=page[-1].id).order_by("-id")[:ROWS_AT_ONCE])


def _message_row(row: Notification, names: "_Names") -> Cells:
    sender, address = names.sender(row)
    return (
        _recipient(row),
        names.templates.get(row.template_id, ""),
        Channel(row.channel).label,
        sender,
        address,
        names.jobs.get(row.job_id, "") if row.job_id else "",
        state_of(row),
        _local(row.created_at),
    )


def _job_pages(report: Report, job: Job, messages: QuerySet[Notification]) -> Iterator[list[Cells]]:
    """Yield the rows of a job in their order, while it may be making messages of them."""
    template = job.template.name
    done, last = messages.filter(job_id=job.id), -1
    while last + 1 < job.row_count:
        page = list(done.filter(job_row__gt=last).order_by("job_row")[:ROWS_AT_ONCE])
        if page:
            yield [_job_row(row, template, job) for row in page]
            last = page[-1].job_row or 0
            continue
        chunk = _waiting(job, last + 1)
        first = chunk.first_row if chunk else job.row_count
        if done.filter(job_row__gt=last, job_row__lt=first).exists():
            continue  # they became messages between the two looks
        if chunk is None:
            return
        if not report.statuses or Status.CREATED in report.statuses:
            yield from _waiting_rows(chunk, job, template)
        last = chunk.first_row + chunk.row_count - 1


def _job_row(row: Notification, template: str, job: Job) -> Cells:
    number = (row.job_row or 0) + 1
    channel = Channel(row.channel).label
    when = _local(row.created_at)
    return (number, _recipient(row), template, channel, job.name, state_of(row), when)


def _waiting(job: Job, row: int) -> JobChunk | None:
    """Return the first rows from `row` on that are no messages yet."""
    return JobChunk.objects.filter(job_id=job.id, first_row__gte=row).order_by("first_row").first()


def _waiting_rows(chunk: JobChunk, job: Job, template: str) -> Iterator[list[Cells]]:
    is_later = job.scheduled_for is not None and job.scheduled_for > datetime.now(UTC)
    unsent = Notification(
        status=Status.CREATED,
        channel=job.channel,
        scheduled_for=job.scheduled_for if is_later else None,
    )
    try:
        recipients = [row.recipient for row in open_rows(bytes(chunk.sealed_rows)).rows]
    except CannotOpen:
        recipients = [""] * chunk.row_count
    channel = Channel(job.channel).label
    for start in range(0, len(recipients), ROWS_AT_ONCE):
        yield [
            (number + 1, recipient, template, channel, job.name, state_of(unsent), "")
            for number, recipient in enumerate(
                recipients[start : start + ROWS_AT_ONCE], chunk.first_row + start
            )
        ]


@dataclass
class _Names:
    """What the ids in messages stand for, asked for once each."""

    templates: dict[UUID, str] = field(default_factory=dict)
    people: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    keys: dict[UUID, str] = field(default_factory=dict)
    jobs: dict[UUID, str] = field(default_factory=dict)

    def learn(self, page: Sequence[Notification]) -> None:
        for template in _unknown(Template, self.templates, (row.template_id for row in page)):
            self.templates[template.pk] = template.name
        for person in _unknown(User, self.people, (row.created_by_id for row in page)):
            self.people[person.pk] = (person.name, person.email)
        for key in _unknown(ApiKey, self.keys, (row.api_key_id for row in page)):
            self.keys[key.pk] = key.name
        for job in _unknown(Job, self.jobs, (row.job_id for row in page)):
            self.jobs[job.pk] = job.name

    def sender(self, row: Notification) -> tuple[str, str]:
        """Return who sent a message, and the address of a person."""
        if row.created_by_id:
            return self.people.get(row.created_by_id, ("", ""))
        return (self.keys.get(row.api_key_id, "") if row.api_key_id else "", "")


def _unknown(
    model: type[Named], known: Collection[UUID], ids: Iterable[UUID | None]
) -> Iterable[Named]:
    wanted = {identifier for identifier in ids if identifier}.difference(known)
    return model._default_manager.filter(pk__in=wanted) if wanted else ()


def _recipient(row: Notification) -> str:
    try:
        return row.recipient
    except CannotOpen:
        return ""


def _local(instant: datetime) -> str:
    zone = ZoneInfo(settings.LOCAL_TIME_ZONE)
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _encode(rows: Iterable[Cells]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()

"""Accept one template for many people: everything is checked and committed before the answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from notify.message_templates.models import Queue
from notify.notifications.models import Job, JobChunk, JobStatus
from notify.recipients.bulk_messages import bulk_problem
from notify.recipients.file_check import FileCheck
from notify.sending.account import Account
from notify.sending.allowed import TEAM_AND_SAFELIST, may_send_to_anyone
from notify.sending.batch import Batch, ReadyList, read_batch
from notify.sending.errors import (
    ChannelNotAllowed,
    ServiceSuspended,
    TemplateArchived,
    UnknownSender,
)
from notify.sending.idempotency import keep_answer
from notify.sending.jobs import wake_jobs
from notify.sending.rate import Rate, count_request
from notify.sending.request import Retry
from notify.sending.sms import format_sender
from notify.sending.store import OverLimit
from notify.sending.templates import FoundTemplate, find_template
from notify.services.models import ApiKey, Service, SmsSender
from notify.stats.calendar import business_day, fiscal_year_start
from notify.stats.models import Usage
from notify.stats.usage import Share, reserve

LONG_LIST = 200  # rows, from which a list waits behind single messages (pipeline rules of old)


class ListRefused(Exception):
    """A list cannot be sent as it is: `check` has all of it, `problem` the API's first sentence."""

    def __init__(self, check: FileCheck, problem: str) -> None:
        super().__init__("list refused")
        self.check = check
        self.problem = problem


@dataclass(frozen=True)
class BulkRequest:
    """One template to the people of a list; `rows` come with their heading, from any reader.

    A request with an `api_key_id` counts towards the per-minute rate, once; a person's does not.
    `unsubscribe_urls` are links for one click, by recipient in normal form.
    """

    account: Account
    key_type: str
    template_id: UUID
    name: str
    rows: Iterable[Sequence[str]]
    sender_id: UUID | None = None
    scheduled_for: datetime | None = None
    language: str | None = None
    api_key_id: UUID | None = None
    created_by_id: UUID | None = None
    unsubscribe_urls: Mapping[str, str] = field(default_factory=dict)
    retry: "Retry[AcceptedJob] | None" = None


@dataclass(frozen=True)
class AcceptedJob:
    """A list that is committed; `rate` is the state of the per-minute limit, for one by key."""

    job: Job
    rate: Rate | None


def accept_bulk(request: BulkRequest) -> Job:
    """Accept a list of a person. Raises what `accept_list` raises."""
    return accept_list(request).job


def accept_list(request: BulkRequest) -> AcceptedJob:
    """Check a list and commit it as a job; what is wrong is told in the contract's order (3.8).

    Raises SendingError, UnreadableFile, ListRefused, OverLimit, AlreadyAnswered.
    """
    template, rate = find_list_template(request)
    batch = check_batch(request, template)
    day = _limit_day(template.channel, request.scheduled_for)
    annual, daily = remaining_on(request.account, template.channel, day)
    problem = bulk_problem(
        batch.check, key_type=request.key_type, remaining_annual=annual, remaining_daily=daily
    )
    if problem:
        raise ListRefused(batch.check, problem)
    accepted = store_list(request, template, batch.ready, rate=rate)
    if request.scheduled_for is None:
        wake_jobs()
    return accepted


def store_list(
    request: BulkRequest, template: FoundTemplate, ready: ReadyList, *, rate: Rate | None = None
) -> AcceptedJob:
    """Commit a checked list as a job. Who calls wakes the workers after the commit.

    Raises OverLimit, AlreadyAnswered.
    """
    day = _limit_day(template.channel, request.scheduled_for)
    accepted = AcceptedJob(_new_job(request, template, ready, day), rate)
    _store(accepted, ready, request)
    return accepted


def check_batch(request: BulkRequest, template: FoundTemplate) -> Batch:
    """Read and check the rows of a request, storing nothing. Raises UnreadableFile."""
    account = request.account
    return read_batch(
        request.rows,
        account,
        (template.id, template.version),
        channel=template.channel,
        language=request.language,
        allowed=allowed_in_list(account, request.key_type, template.channel),
        international=account.can(Service.Permission.INTERNATIONAL_SMS),
        unsubscribe_urls=request.unsubscribe_urls,
    )


def queue_of_list(template_queue: str, row_count: int) -> str:
    """Return where the messages of a list wait.

    A long list never stands before single messages, but where the template says priority.
    """
    if template_queue == Queue.PRIORITY:
        return Queue.PRIORITY
    if row_count >= LONG_LIST:
        return Queue.BULK
    return Queue.NORMAL


def find_list_template(request: BulkRequest) -> tuple[FoundTemplate, Rate | None]:
    """Check service, template, permission, rate and sender. Raises SendingError."""
    account = request.account
    if not account.active:
        raise ServiceSuspended
    template = find_template(account.id, request.template_id, "email", request.sender_id)
    if template.channel != "email":
        channel = template.channel
        template = find_template(account.id, request.template_id, channel, request.sender_id)
    if template.archived:
        raise TemplateArchived(template.id)
    if not account.can(template.channel):
        raise ChannelNotAllowed(template.channel)
    rate = None
    if request.api_key_id is not None:
        rate = count_request(account.id, request.key_type, account.rate_limit)
    if request.sender_id is not None and template.sender is None:
        raise UnknownSender(template.channel, request.sender_id, account.id)
    if template.channel == "sms":
        sender = format_sender(template.sender or settings.DEFAULT_SMS_SENDER)
        return replace(template, sender=sender), rate
    return template, rate


def allowed_in_list(account: Account, key_type: str, channel: str) -> list[str] | None:
    """Return the only recipients that a list may go to; None is anybody."""
    if may_send_to_anyone(account, key_type):
        return None
    with connection.cursor() as cursor:
        cursor.execute(TEAM_AND_SAFELIST, {"service": account.id, "channel": channel})
        return [recipient for (recipient,) in cursor.fetchall() if recipient]


def _limit_day(channel: str, scheduled_for: datetime | None) -> date:
    """Return the day whose limit a list counts towards: emails on the day they are sent."""
    today = business_day(datetime.now(UTC))
    if channel == "email" and scheduled_for is not None:
        return max(today, business_day(scheduled_for))
    return today


def remaining_on(account: Account, channel: str, day: date) -> tuple[int, int]:
    """Return what the year's and the day's limit leave."""
    limits = account.limits(channel)
    starts = {Usage.Period.YEAR.value: fiscal_year_start(day), Usage.Period.DAY.value: day}
    rows = Usage.objects.filter(service_id=account.id, channel=channel, start__in=starts.values())
    used = {
        period: count
        for period, start, count in rows.values_list("period", "start", "used")
        if starts[period] == start
    }
    return limits.annual - used.get("year", 0), limits.daily - used.get("day", 0)


def _new_job(request: BulkRequest, template: FoundTemplate, ready: ReadyList, day: date) -> Job:
    counts = request.key_type != ApiKey.Type.TEST
    if template.channel == "sms" and ready.is_simulated:
        counts = False
    row_count = ready.row_count
    return Job(
        service_id=request.account.id,
        template_id=template.id,
        template_version=template.version,
        channel=template.channel,
        queue=queue_of_list(template.queue, row_count),
        name=request.name,
        status=JobStatus.SCHEDULED if request.scheduled_for else JobStatus.PENDING,
        key_type=request.key_type,
        api_key_id=request.api_key_id,
        sender_id=_sender_id(request, template.channel),
        sender=template.sender or "",
        row_count=row_count,
        reserved_on=day if counts else None,
        scheduled_for=request.scheduled_for,
        due_at=request.scheduled_for or Now(),
        created_by_id=request.created_by_id,
    )


def _sender_id(request: BulkRequest, channel: str) -> UUID | None:
    """Return the sender to name in the answer: for texts the default one, too."""
    if request.sender_id is not None or channel == "email":
        return request.sender_id
    senders = SmsSender.objects.filter(
        service_id=request.account.id, is_default=True, archived=False
    )
    return senders.values_list("id", flat=True).first()


def _store(accepted: AcceptedJob, ready: ReadyList, request: BulkRequest) -> None:
    """Commit a job, its rows, its share of the limits and what a retry is answered together.

    Raises OverLimit, AlreadyAnswered.
    """
    job = accepted.job
    with transaction.atomic():
        if request.retry:  # first: a twin waits here, before it writes a list for nothing
            keep_answer(request.retry.answer_to_keep(request.account.id, accepted))
        job.save(force_insert=True)
        JobChunk.objects.bulk_create(
            JobChunk(
                job=job,
                first_row=chunk.first_row,
                row_count=chunk.row_count,
                cost=chunk.cost,
                sealed_rows=chunk.sealed_rows,
            )
            for chunk in ready.chunks
        )
        # Last, because other senders of the service wait for this row until the commit.
        if job.reserved_on is not None:
            _reserve(job, ready.cost, request.account)


def _reserve(job: Job, cost: int, account: Account) -> None:
    assert job.reserved_on is not None  # noqa: S101  asked by the caller
    limits = account.limits(job.channel)
    share = Share(account.id, job.channel, job.reserved_on, cost, limits.daily, limits.annual)
    with connection.cursor() as cursor:
        full = reserve(cursor, [share])
    if full:
        limit = limits.annual if full == "year" else limits.daily
        raise OverLimit(full, job.channel, limit)

"""Keep a list that a person uploads, and make a job of it once: its rows are checked by then."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from notify.delivery.wake import wake
from notify.notifications.models import Job, JobStatus
from notify.queues import LISTS_ACTOR, LISTS_QUEUE
from notify.sending.account import Account
from notify.sending.batch import ReadyList, SealedChunk
from notify.sending.bulk import BulkRequest, find_list_template, store_list
from notify.sending.failures import failed_messages
from notify.sending.job_rows import ROWS_IN_CHUNK, ReadyRow, ReadyRows, open_rows, seal_rows
from notify.sending.jobs import wake_jobs
from notify.sending.list_source import CheckBasis, expected_rows, seal_file
from notify.sending.list_verdict import open_verdict
from notify.sending.models import ListChunk, ListDraft, ListFile
from notify.services.models import ApiKey
from notify.vault import blind_index

SENT_REMEMBERED = timedelta(days=7)  # to warn of a list that was sent before
State = ListDraft.State


class CheckAgain(Exception):
    """The template or the service changed since the check; the list is being checked again."""


class NothingLeft(Exception):
    """All rows of the list were left out."""


class NotReady(Exception):
    """The list is not checked, or has problems. The page shows which."""


@dataclass(frozen=True)
class ListUpload:
    """A file as it was uploaded, or a text that was pasted, under the name to show.

    `title` is shown in place of the name. `same_as` tells whether it was sent before where that is
    not for the content to tell.
    """

    name: str
    content: bytes
    title: str = ""
    same_as: str = ""


@transaction.atomic
def keep_list(draft: ListDraft, upload: ListUpload) -> None:
    """Store a list, sealed, in place of the one that was there, and have it checked."""
    draft.name = upload.title or upload.name
    draft.rows_expected = expected_rows(upload.content, PurePath(upload.name).suffix.lower())
    draft.content_index = blind_index(upload.same_as or upload.content.decode("latin-1"))
    _start_check(draft)
    ListFile.objects.update_or_create(
        draft=draft,
        defaults={"name": upload.name, "sealed_content": seal_file(upload.content)},
    )


@transaction.atomic
def keep_failures(draft: ListDraft, job: Job) -> None:
    """Make a list of the messages of a job that failed, and have it checked."""
    draft.failures_of = job
    draft.rows_expected = failed_messages(job).count()
    draft.content_index = blind_index(f"failures of {job.id}")
    _start_check(draft)


def check_again(draft: ListDraft) -> None:
    """Have a list checked against what holds now."""
    _start_check(draft)


def holds_still(draft: ListDraft) -> bool:
    """Say whether a list was checked against the template and the service as they are now."""
    return draft.basis == CheckBasis.of(draft).fingerprint


def send_list(draft_id: UUID, *, leave_out: Collection[int], scheduled_for: datetime | None) -> Job:
    """Make a job of a checked list, less some rows; of twins, the second gets the first's job.

    Raises NotReady, CheckAgain, NothingLeft, SendingError, OverLimit, CannotOpen.
    """
    with transaction.atomic():
        drafts = ListDraft.objects.select_for_update(of=("self",))
        draft = drafts.select_related("service", "template").get(pk=draft_id)
        if draft.job is not None:  # read apart: a join would show what was there before the lock
            return draft.job
        if draft.state != State.CHECKED or not open_verdict(draft.sealed_verdict).can_be_sent:
            raise NotReady
        is_current = holds_still(draft)
        if is_current:
            job = _store(draft, leave_out, scheduled_for)
            _close(draft, job)
    if not is_current:
        check_again(draft)
        raise CheckAgain
    if scheduled_for is None:
        wake_jobs()
    return job


def find_twin(draft: ListDraft) -> ListDraft | None:
    """Return the same list, sent before with the same version of the template.

    One that was cancelled before it began was never sent.
    """
    twins = ListDraft.objects.filter(
        service_id=draft.service_id,
        template_id=draft.template_id,
        template_version=draft.template_version,
        content_index=draft.content_index,
        state=State.SENT,
    )
    twins = twins.exclude(job__status=JobStatus.CANCELLED, job__started_at=None)
    return twins.select_related("created_by", "job").order_by("-sent_at").first()


def find_row(draft: ListDraft, number: int) -> tuple[ReadyRow, dict[str, object]] | None:
    """Return a checked row and its values; None when there is none. Raises CannotOpen."""
    chunk = (
        ListChunk.objects.filter(draft=draft, first_row__lte=number).order_by("-first_row").first()
    )
    if chunk is None or number >= chunk.first_row + chunk.row_count:
        return None
    names, rows = open_rows(bytes(chunk.sealed_rows))
    row = rows[number - chunk.first_row]
    return row, dict(zip(names, row.values, strict=True))


def forget_lists() -> int:
    """Delete lists that have expired, sent or not; return how many."""
    expired = ListDraft.objects.filter(expires_at__lt=timezone.now())
    count = expired.count()
    expired.delete()
    return count


def cost_without(draft: ListDraft, leave_out: Collection[int]) -> tuple[int, int]:
    """Return how many rows are left, and what they cost, without some. Raises CannotOpen."""
    chunks = list(_chunks(draft, frozenset(leave_out)))
    return sum(chunk.row_count for chunk in chunks), sum(chunk.cost for chunk in chunks)


def _start_check(draft: ListDraft) -> None:
    draft.state, draft.claim, draft.attempts = State.WAITING, None, 0
    draft.rows_checked, draft.sealed_verdict, draft.basis = 0, b"", ""
    draft.due_at = Now()
    draft.save()
    transaction.on_commit(lambda: wake(LISTS_QUEUE, LISTS_ACTOR))


def _store(draft: ListDraft, leave_out: Collection[int], scheduled_for: datetime | None) -> Job:
    ready = ReadyList(
        list(_chunks(draft, frozenset(leave_out))),
        open_verdict(draft.sealed_verdict).is_simulated,
    )
    if not ready.row_count:
        raise NothingLeft
    request = BulkRequest(
        account=Account.of(draft.service),
        key_type=ApiKey.Type.NORMAL,
        template_id=draft.template_id,
        name=draft.name,
        rows=(),
        sender_id=draft.sender_id,
        scheduled_for=scheduled_for,
        language=draft.language or None,
        created_by_id=draft.created_by_id,
    )
    template, _ = find_list_template(request)
    return store_list(request, template, ready).job


def _close(draft: ListDraft, job: Job) -> None:
    """Forget a list that is a job now, but for what a warning needs."""
    now = timezone.now()
    draft.state, draft.job, draft.sent_at = State.SENT, job, now
    draft.sealed_verdict, draft.expires_at = b"", now + SENT_REMEMBERED
    draft.save()
    ListFile.objects.filter(draft=draft).delete()
    ListChunk.objects.filter(draft=draft).delete()


def _chunks(draft: ListDraft, leave_out: frozenset[int]) -> Iterator[SealedChunk]:
    """Yield a list's rows as a job keeps them; chunks without a row to leave out stay sealed."""
    first_row = 0
    for chunk in ListChunk.objects.filter(draft=draft).order_by("first_row").iterator(1):
        numbers = range(chunk.first_row, chunk.first_row + chunk.row_count)
        made = (
            _without(chunk, first_row, leave_out)
            if any(number in leave_out for number in numbers)
            else SealedChunk(first_row, chunk.row_count, chunk.cost, bytes(chunk.sealed_rows))
        )
        if made.row_count:
            yield made
        first_row += made.row_count


def _without(chunk: ListChunk, first_row: int, leave_out: frozenset[int]) -> SealedChunk:
    names, rows = open_rows(bytes(chunk.sealed_rows))
    kept = [row for number, row in enumerate(rows, chunk.first_row) if number not in leave_out]
    assert len(rows) <= ROWS_IN_CHUNK  # noqa: S101  one statement inserts them
    cost = sum(row.fragments or 1 for row in kept)
    return SealedChunk(first_row, len(kept), cost, seal_rows(ReadyRows(names, kept)))

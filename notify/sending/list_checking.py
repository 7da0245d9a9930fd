"""Check uploaded lists in the background: a worker claims one, reads it once, keeps the result.

No transaction is open while a list is read. Progress renews the claim; a worker whose claim is
gone, because the file was replaced or its lease ran out, stops and writes nothing.
"""

import logging
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from notify.delivery.suppression import suppressed_among
from notify.message_templates.models import Channel
from notify.notifications.recipients import recipient_index
from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.phone_number import PhoneNumber
from notify.recipients.recipient_rows import Row
from notify.recipients.simulators import may_be_repeated
from notify.sending.batch import Batch, BatchRows, check_rows
from notify.sending.list_source import CheckBasis, open_list
from notify.sending.list_verdict import (
    RECIPIENTS_SHOWN,
    Gatherer,
    SetApart,
    Verdict,
    make_verdict,
    seal_verdict,
)
from notify.sending.models import ListChunk, ListDraft
from notify.vault import CannotOpen

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
REPORT_EVERY = 2_000  # rows
LOOK_UP_AT_ONCE = 5_000
State = ListDraft.State

CLAIM = """
UPDATE sending_listdraft SET
    claim = %(claim)s, due_at = clock_timestamp() + make_interval(secs => %(lease)s),
    attempts = attempts + 1, rows_checked = 0
WHERE id = (
    SELECT id FROM sending_listdraft WHERE due_at <= clock_timestamp()
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id
"""
REPORT = """
UPDATE sending_listdraft SET
    rows_checked = %(rows)s, due_at = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE id = %(draft)s AND claim = %(claim)s
"""


class ClaimLost(Exception):
    """The list is another worker's now, or was replaced or discarded."""


def check_next_list() -> bool:
    """Check the list that is due longest; false when none is due."""
    draft = _claim()
    if draft is None:
        return False
    try:
        _check(draft)
    except ClaimLost:
        logger.info("The check of list %s was given up", draft.id)
    return True


def _claim() -> ListDraft | None:
    claim = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"claim": claim, "lease": settings.DELIVERY_LEASE_SECONDS})
        row = cursor.fetchone()
    if row is None:
        return None
    drafts = ListDraft.objects.select_related("service", "template", "failures_of")
    return drafts.filter(pk=row[0], claim=claim).first()


def _check(draft: ListDraft) -> None:
    """Raises ClaimLost."""
    try:
        if draft.attempts > MOST_ATTEMPTS:
            raise UnreadableFile(RecipientErrorCode.FILE_UNREADABLE)
        basis = CheckBasis.of(draft)
        watch = _Watch(draft)
        rows = open_list(draft, basis, watch)
        watch.start(rows)
        batch = check_rows(rows)
        verdict = watch.verdict(batch)
    except UnreadableFile as error:
        _write(draft, Verdict(unreadable=(str(error.code), error.detail)))
    except CannotOpen:
        code = RecipientErrorCode.FILE_UNREADABLE
        _write(draft, Verdict(unreadable=(str(code), "")))
    else:
        _write(draft, verdict, batch if verdict.can_be_sent else None, basis)


def _write(
    draft: ListDraft,
    verdict: Verdict,
    batch: Batch | None = None,
    basis: CheckBasis | None = None,
) -> None:
    """Write what was found, if the list is still this worker's. Raises ClaimLost."""
    changes: dict[str, object] = {
        "state": State.UNREADABLE if verdict.unreadable else State.CHECKED,
        "sealed_verdict": seal_verdict(verdict),
        "rows_checked": verdict.row_count,
        "claim": None,
        "due_at": None,
        "attempts": 0,
    }
    if basis:
        changes |= {"basis": basis.fingerprint, "template_version": basis.version}
    with transaction.atomic():
        mine = ListDraft.objects.filter(pk=draft.pk, claim=draft.claim, state=State.WAITING)
        if not mine.update(**changes):
            raise ClaimLost
        ListChunk.objects.filter(draft=draft).delete()
        ListChunk.objects.bulk_create(
            ListChunk(
                draft=draft,
                first_row=chunk.first_row,
                row_count=chunk.row_count,
                cost=chunk.cost,
                sealed_rows=chunk.sealed_rows,
            )
            for chunk in (batch.ready.chunks if batch else ())
        )


class _Watch:
    """Looks at each row as it is checked: gathers what pages show, tells how far the check is."""

    def __init__(self, draft: ListDraft) -> None:
        self._draft = draft
        self._is_email = draft.template.channel == Channel.EMAIL
        self._seen: set[int] = set()
        self._repeated, self._suppressed = _Apart(), _Apart()
        self._unknown: list[tuple[bytes, int, str]] = []
        self._gathered: Gatherer | None = None

    def start(self, rows: BatchRows) -> None:
        columns = rows.columns
        placeholders = [column.name for column in columns.placeholders]
        self._gathered = Gatherer(columns.headings, placeholders, self._draft.template.channel)

    def __call__(self, row: Row, cells: Sequence[str]) -> None:
        assert self._gathered is not None  # noqa: S101  start() comes first
        self._gathered.add(row, cells)
        if row.address is not None and not may_be_repeated(row.address):
            self._look_at_recipient(row)
        if (row.number + 1) % REPORT_EVERY == 0:
            self._report(row.number + 1)

    def verdict(self, batch: Batch) -> Verdict:
        assert self._gathered is not None  # noqa: S101  start() comes first
        self._look_up()
        return make_verdict(
            batch,
            self._gathered,
            repeated=self._repeated.found(),
            suppressed=self._suppressed.found(),
        )

    def _look_at_recipient(self, row: Row) -> None:
        address = row.address
        assert address is not None  # noqa: S101  asked by the caller
        normalised = address.e164 if isinstance(address, PhoneNumber) else address.normalised
        fingerprint = hash(normalised)
        if fingerprint in self._seen:
            self._repeated.add(row.number, row.recipient or "")
        self._seen.add(fingerprint)
        if self._is_email:
            self._unknown.append((recipient_index(normalised), row.number, row.recipient or ""))
            if len(self._unknown) >= LOOK_UP_AT_ONCE:
                self._look_up()

    def _look_up(self) -> None:
        """Ask which recipients are suppressed, for many rows at once."""
        if not self._unknown:
            return
        template = self._draft.template
        indexes = [index for index, _, _ in self._unknown]
        found = suppressed_among(indexes, template.service_id, template.category_id)
        for index, number, recipient in self._unknown:
            if index in found:
                self._suppressed.add(number, recipient)
        self._unknown = []

    def _report(self, rows: int) -> None:
        """Say how far the check is, and keep the claim. Raises ClaimLost."""
        draft = self._draft
        parameters: dict[str, Any] = {
            "rows": rows,
            "lease": settings.DELIVERY_LEASE_SECONDS,
            "draft": draft.id,
            "claim": draft.claim,
        }
        with connection.cursor() as cursor:
            cursor.execute(REPORT, parameters)
            if not cursor.rowcount:
                raise ClaimLost


class _Apart:
    """Rows to decide about; of the first ones the recipients, too."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._shown: list[tuple[int, str]] = []

    def add(self, number: int, recipient: str) -> None:
        self._rows.append(number)
        if len(self._shown) < RECIPIENTS_SHOWN:
            self._shown.append((number, recipient))

    def found(self) -> SetApart:
        return SetApart(self._rows, self._shown)

"""Make the reports that wait (reports.py).

A worker claims a report for as long as it keeps writing; what a dead one began is begun again under
another name, and what was there is deleted.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from notify.files.encryption import encrypt_parts, new_key
from notify.files.models import seal_key
from notify.files.storage import file_store
from notify.recipients.errors import RecipientError
from notify.sending.errors import SendingError
from notify.sending.models import Report
from notify.sending.report_rows import write_report
from notify.sending.reports import KEPT_FOR, delete_content
from notify.sending.store import OverLimit
from notify.sending.system_mail import send_system_email

logger = logging.getLogger(__name__)

LEASE_SECONDS = 60
RENEW_SECONDS = 10
RETRY_SECONDS = 30
MOST_ATTEMPTS = 3
READY_MAIL = "report-ready"

CLAIM = """
UPDATE sending_report r SET
    claim = %(claim)s, status = 'generating', attempts = r.attempts + 1, row_count = 0,
    due_at = clock_timestamp() + make_interval(secs => %(lease)s)
FROM (
    SELECT id, claim FROM sending_report WHERE due_at <= clock_timestamp()
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) due
WHERE r.id = due.id
RETURNING r.id, due.claim
"""


class LostClaim(Exception):
    """Another worker has the report by now."""


def make_next_report() -> bool:
    """Make the report that waits longest; false when none does."""
    report, earlier = _claim()
    if report is None:
        return False
    if earlier is not None:
        delete_content(earlier)
    if report.attempts > MOST_ATTEMPTS:
        _give_up(report)
        return True
    try:
        _make(report)
    except LostClaim:
        logger.warning("Report %s took longer than its lease", report.id)
    except Exception:  # a worker's edge: it is tried again, and then given up
        logger.exception("Report %s failed", report.id)
        delete_content(report.claim)
        again = Now() + timedelta(seconds=RETRY_SECONDS)
        _mine(report).update(due_at=again)
    return True


def _claim() -> tuple[Report | None, UUID | None]:
    """Claim the report that is due longest, and commit; return it and who had it before."""
    claim = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"claim": claim, "lease": LEASE_SECONDS})
        row = cursor.fetchone()
    if row is None:
        return None, None
    report = Report.objects.select_related("service", "job__template", "requested_by")
    return report.filter(pk=row[0], claim=claim).first(), row[1]


def _make(report: Report) -> None:
    """Write a report to the store. Raises LostClaim."""
    claim = report.claim
    assert claim is not None  # noqa: S101
    key = new_key()
    tally = _Tally(lambda rows: _renew(report, rows))
    parts = write_report(report, tally.add)
    file_store().save(claim.hex, encrypt_parts(parts, key, claim))
    now = timezone.now()
    done = _mine(report).update(
        status=Report.Status.READY,
        sealed_key=seal_key(key),
        row_count=tally.rows,
        completed_at=now,
        expires_at=now + KEPT_FOR,
        due_at=None,
    )
    if not done:
        delete_content(claim)
        raise LostClaim
    _tell(report)


class _Tally:
    """Counts rows, and renews the claim every few seconds."""

    def __init__(self, renew: Callable[[int], None]) -> None:
        self.rows = 0
        self._renew = renew
        self._renewed_at = time.monotonic()

    def add(self, rows: int) -> None:
        self.rows += rows
        if time.monotonic() - self._renewed_at >= RENEW_SECONDS:
            self._renew(self.rows)
            self._renewed_at = time.monotonic()


def _renew(report: Report, rows: int) -> None:
    """Raises LostClaim."""
    until = Now() + timedelta(seconds=LEASE_SECONDS)
    if not _mine(report).update(due_at=until, row_count=rows):
        raise LostClaim


def _mine(report: Report) -> QuerySet[Report]:
    return Report.objects.filter(pk=report.pk, claim=report.claim, due_at__isnull=False)


def _tell(report: Report) -> None:
    """Tell the person who waits for it. Where that fails, the report's page tells."""
    person = report.requested_by
    if person is None or not report.page_url or not person.is_active:
        return
    service = report.service
    name = service.name_fr if person.language == "fr" else service.name_en
    values = {"service_name": name, "link": report.page_url}
    try:
        send_system_email(READY_MAIL, person.email, values, language=person.language)
    except (SendingError, OverLimit, RecipientError) as error:
        logger.warning("Nobody is told of report %s: %s", report.id, type(error).__name__)


def _give_up(report: Report) -> None:
    now = timezone.now()
    _mine(report).update(
        status=Report.Status.ERROR, completed_at=now, expires_at=now + KEPT_FOR, due_at=None
    )

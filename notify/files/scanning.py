"""Check files for viruses after their message was accepted.

Each worker claims one file at a time, with a lease, so a worker that dies delays a file and loses
nothing. A file without a verdict for eleven minutes has failed: its message is not sent. Times are
the database's, so that a skewed clock on one machine changes nothing.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import connection

from notify.files.errors import FileError
from notify.files.keeping import delete_content
from notify.files.models import File
from notify.files.reading import read_content
from notify.files.scanner import ScanFailed, find_virus
from notify.vault import CannotOpen

logger = logging.getLogger(__name__)

GIVE_UP_MINUTES = 11
LEASE_SECONDS = 120
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 2, 60

CLAIM = f"""
UPDATE files_file SET
    scan_due_at = now() + interval '{LEASE_SECONDS} seconds',
    scan_attempts = scan_attempts + 1, scan_since = COALESCE(scan_since, now())
WHERE id = (
    SELECT id FROM files_file WHERE scan_due_at <= now()
    ORDER BY scan_due_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, now() - scan_since >= interval '{GIVE_UP_MINUTES} minutes'
"""  # noqa: S608  no value is interpolated


@dataclass(frozen=True)
class Scanned:
    """A file that was looked at; `scan` is still pending when it will be looked at again."""

    file_id: UUID
    message_id: UUID
    scan: str


def scan_next() -> Scanned | None:
    """Check the file that has been due for longest; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM)
        row = cursor.fetchone()
    if row is None:
        return None
    file = File.objects.get(pk=row[0])
    scan, detail = _scan(file, is_last=row[1])
    _write(file, scan, detail)
    return Scanned(file.id, file.notification_id, scan)


def _scan(file: File, *, is_last: bool) -> tuple[str, str]:
    """Return a state and what is behind it: a virus's name, or what went wrong.

    A file that got no verdict has failed when this was its last chance.
    """
    try:
        key = file.key
        if key is None or not settings.CLAMD_URL:
            raise ScanFailed("no-key" if key is None else "no-scanner")
        virus = find_virus(read_content(file, key), settings.CLAMD_URL)
    except (ScanFailed, FileError, CannotOpen) as error:
        logger.warning("File %s is not checked: %s", file.pk, error)
        return File.Scan.FAILED if is_last else File.Scan.PENDING, str(error)
    return (File.Scan.INFECTED, virus) if virus else (File.Scan.CLEAN, "")


def _write(file: File, scan: str, detail: str) -> None:
    """Write a verdict, once; what nobody may have any more is deleted."""
    changes: dict[str, object] = {"scan": scan, "scan_detail": detail[:200], "scan_due_at": None}
    if scan == File.Scan.PENDING:
        changes["scan_due_at"] = TransactionNow() + timedelta(seconds=_retry_seconds(file))
    elif scan != File.Scan.CLEAN or file.method == File.Method.LINK:
        changes["sealed_key"] = b""
    open_files = File.objects.filter(pk=file.pk, scan=File.Scan.PENDING)
    if open_files.update(**changes) and scan in (File.Scan.INFECTED, File.Scan.FAILED):
        delete_content(file)


def _retry_seconds(file: File) -> int:
    waited: int = FIRST_RETRY_SECONDS * 2 ** min(file.scan_attempts - 1, 10)
    return min(waited, LONGEST_RETRY_SECONDS)

"""A message's files at the moment of sending, and their virus check before it.

Nothing is sent with a file missing, unchecked or infected: a doubt ends the message or makes it
wait.
"""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from django.db import connection
from django.utils import timezone

from notify.delivery.claim import Claimed
from notify.delivery.wake import wake
from notify.files.errors import CannotDecrypt, ContentMissing, StoreUnavailable
from notify.files.keeping import listed_files
from notify.files.models import File
from notify.files.reading import read_content
from notify.files.scanning import scan_next
from notify.files.sniffing import EXTENSIONS
from notify.notifications.models import Status
from notify.notifications.recipients import open_personalisation
from notify.providers.base import Email, EmailFile, Sms

logger = logging.getLogger(__name__)

WAITS = "virus-check"
TURN = "files-of-others"
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 2.0, 60.0
MOST_CARRIERS = 4  # messages with attachments that one process sends at once
TURN_SECONDS = 3.0
# With the wait before it and the provider's call after it, this must end before a lease does.
READ_SECONDS = 10.0
DOOM = (File.Scan.INFECTED, File.Scan.FAILED)

_carriers = threading.BoundedSemaphore(MOST_CARRIERS)

# A message that waits for its files: at its time when they are clean, at once when it must end.
RELEASE = """
UPDATE notifications_notification SET due_at = now()
WHERE id = %(id)s AND status = 'created' AND claim IS NULL AND due_at > now()
AND (%(is_doomed)s OR COALESCE(scheduled_for, now()) <= now())
RETURNING queue
"""


class FilesNotReady(Exception):
    """A file cannot leave yet: its message waits `seconds`; `code` says what for."""

    def __init__(self, seconds: float, code: str = WAITS) -> None:
        super().__init__(code)
        self.seconds = seconds
        self.code = code


class FilesUnfit(Exception):
    """A file keeps its message from being sent, for good; `code` says why."""

    def __init__(self, code: str, status: Status = Status.TECHNICAL_FAILURE) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def usable_files(values: Mapping[str, object]) -> list[File]:
    """Return the files that a message's values name, in order, once all may be sent.

    Raises FilesNotReady, FilesUnfit.
    """
    listed = listed_files(values)
    if not listed:
        return []
    found = File.objects.in_bulk(listed)
    files = [found[file] for file in listed if file in found]
    scans = {file.scan for file in files}
    if File.Scan.INFECTED in scans:
        raise FilesUnfit("virus-found", Status.VIRUS_SCAN_FAILED)
    if File.Scan.FAILED in scans:
        raise FilesUnfit("virus-check-failed")
    if len(files) < len(listed):
        raise FilesUnfit(ContentMissing.code)
    if File.Scan.PENDING in scans:
        raise FilesNotReady(_wait_for(files))
    return files


@contextmanager
def carrying(row: Claimed, message: Email | Sms) -> Iterator[Email | Sms]:
    """Give a message with the files it carries, while few others carry theirs.

    Raises FilesNotReady, FilesUnfit, StoreUnavailable, CannotOpen.
    """
    files = usable_files(open_personalisation(row.sealed_personalisation))
    attached = [file for file in files if file.method == File.Method.ATTACH]
    if not attached or not isinstance(message, Email):
        yield message
        return
    # A message of 15 MB is in memory three times while it is sent, and up to 48 are in hand.
    if not _carriers.acquire(timeout=TURN_SECONDS):
        raise FilesNotReady(FIRST_WAIT_SECONDS, TURN)
    try:
        yield replace(message, files=_read_all(attached))
    finally:
        _carriers.release()


def check_files_for_viruses() -> int:
    """Check the files that are due and let their messages go on; return how many were looked at."""
    looked_at = 0
    while scanned := scan_next():
        looked_at += 1
        if scanned.scan == File.Scan.PENDING:
            continue
        for queue in _release(scanned.message_id, is_doomed=scanned.scan in DOOM):
            wake(queue)
    return looked_at


def _release(message_id: UUID, *, is_doomed: bool) -> list[str]:
    """Make a waiting message due; return its queue, or nothing when it did not wait."""
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, {"id": message_id, "is_doomed": is_doomed})
        return [queue for (queue,) in cursor.fetchall()]


def _wait_for(files: list[File]) -> float:
    """Return half of what the files have waited already: the end of the check wakes the message."""
    waited = (timezone.now() - min(file.created_at for file in files)).total_seconds()
    return min(max(FIRST_WAIT_SECONDS, waited / 2), LONGEST_WAIT_SECONDS)


def _read_all(files: list[File]) -> tuple[EmailFile, ...]:
    deadline = time.monotonic() + READ_SECONDS
    return tuple(_read(file, deadline) for file in files)


def _read(file: File, deadline: float) -> EmailFile:
    name = file.name or f"file{EXTENSIONS.get(file.content_type, '')}"
    key = file.key
    if key is None:
        raise FilesUnfit(ContentMissing.code)
    content = bytearray()
    try:
        for piece in read_content(file, key):
            content += piece
            if time.monotonic() > deadline:
                raise StoreUnavailable("slow")
    except ContentMissing as error:
        # Its row is here, so it was kept: this process may be looking at another disk.
        logger.error("File %s of a message is not in the store", file.pk)
        raise StoreUnavailable("missing") from error
    except CannotDecrypt as error:
        logger.error("File %s of a message cannot be read: %s", file.pk, error)
        raise FilesUnfit(error.code) from error
    return EmailFile(name, file.content_type, bytes(content))

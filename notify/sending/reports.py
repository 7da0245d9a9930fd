"""Reports: asked for, made in the background, kept encrypted for three days.

report = request_report(ReportRequest(service.id, "email", "fr", requested_by=user))
…
if report.is_ready:
    return StreamingHttpResponse(open_report(report), content_type="text/csv")
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from math import ceil
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from notify.accounts.models import User
from notify.files.encryption import decrypt
from notify.files.errors import CannotDecrypt, ContentMissing, FileError
from notify.files.models import open_key
from notify.files.storage import file_store
from notify.notifications.models import Job
from notify.sending.models import Report
from notify.services.models import Service
from notify.vault import CannotOpen

logger = logging.getLogger(__name__)

MOST_AN_HOUR = 10
KEPT_FOR = timedelta(hours=72)


class TooManyReports(Exception):
    """A service asked for as many reports as it may; `free_at` is when it may again."""

    def __init__(self, free_at: datetime) -> None:
        super().__init__("too many reports")
        self.free_at = free_at

    @property
    def retry_after(self) -> int:
        return max(1, ceil((self.free_at - timezone.now()).total_seconds()))


@dataclass(frozen=True)
class ReportRequest:
    """What a report is to hold and who wants it: a person or a key.

    `kind` is a channel, for the messages of the last seven days, or "job" for all of one `job`.
    `page_url` is where a person finds it: with one, they are told by email when it is ready.
    """

    service_id: UUID
    kind: str
    language: str
    job: Job | None = None
    statuses: Sequence[str] = ()
    requested_by: User | None = None
    api_key_id: UUID | None = None
    page_url: str = ""


def request_report(request: ReportRequest) -> Report:
    """Ask for a report; a worker makes it. Raises TooManyReports."""
    with transaction.atomic():
        Service.objects.select_for_update(no_key=True).get(pk=request.service_id)
        check_limit(request.service_id, by_key=request.api_key_id is not None)
        return Report.objects.create(
            service_id=request.service_id,
            kind=request.kind,
            job=request.job,
            statuses=list(request.statuses),
            language=request.language,
            requested_by=request.requested_by,
            api_key_id=request.api_key_id,
            page_url=request.page_url,
            due_at=Now(),
        )


def check_limit(service_id: UUID, *, by_key: bool) -> None:
    """People and keys have ten an hour each, so neither can use up the other's.

    Raises TooManyReports.
    """
    since = timezone.now() - timedelta(hours=1)
    recent = Report.objects.filter(
        service_id=service_id, api_key__isnull=not by_key, requested_at__gt=since
    )
    times = list(
        recent.order_by("-requested_at").values_list("requested_at", flat=True)[:MOST_AN_HOUR]
    )
    if len(times) == MOST_AN_HOUR:
        raise TooManyReports(times[-1] + timedelta(hours=1))


def open_report(report: Report) -> Iterator[bytes]:
    """Return a ready report's content in pieces, of which the first is there.

    Raises FileError: the store is away, or has lost or changed it.
    """
    assert report.claim is not None  # noqa: S101  it was claimed to be made
    try:
        key = open_key(report.sealed_key)
    except CannotOpen as error:
        raise CannotDecrypt("key") from error
    pieces = decrypt(file_store().read(report.claim.hex), key, report.claim)
    return chain([next(pieces)], pieces)


def forget_old_reports(now: datetime | None = None) -> int:
    """Delete the reports whose three days are over; return how many."""
    deleted = 0
    for report in Report.objects.filter(expires_at__lte=now or timezone.now()):
        if report.claim is None or delete_content(report.claim):
            report.delete()
            deleted += 1
    return deleted


def delete_content(claim: UUID | None) -> bool:
    """Delete what a claim wrote; false when the store does not answer."""
    if claim is None:
        return True
    try:
        file_store().delete(claim.hex)
    except ContentMissing:
        pass
    except FileError as error:
        logger.warning("The content of report %s is not deleted: %s", claim, error)
        return False
    return True

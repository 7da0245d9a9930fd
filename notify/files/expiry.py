"""Delete files whose time is over."""

from datetime import datetime

from django.utils import timezone

from notify.files.keeping import delete_file
from notify.files.models import File

ROWS_AT_ONCE = 500


def forget_old_files(now: datetime | None = None) -> int:
    """Delete the files past their expiry; return how many.

    What the store would not delete is tried again at the next run.
    """
    old = File.objects.filter(expires_at__lte=now or timezone.now()).order_by("id")
    deleted = 0
    batch = list(old[:ROWS_AT_ONCE])
    while batch:
        deleted += sum(delete_file(file) for file in batch)
        batch = list(old.filter(pk__gt=batch[-1].pk)[:ROWS_AT_ONCE])
    return deleted

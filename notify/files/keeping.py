"""Keep a message's files: the row first, then the content, then the message itself.

A crash between any two leaves a row that names no message, which a sweep deletes with whatever
there is of its content. The ids of its files are sealed with a message's values, so a message
cannot lose one unnoticed.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow

from notify.files.encryption import encrypt
from notify.files.errors import ContentMissing, StoreUnavailable
from notify.files.models import File, seal_key, seal_name
from notify.files.storage import file_store

logger = logging.getLogger(__name__)

LINK_LIFETIME = timedelta(days=7)
FILES = "\0files"  # no placeholder and no key of a caller can have this name


@dataclass(frozen=True)
class NewFile:
    """A file to keep. `recipient_index` is of the address that its page asks for, if any."""

    id: UUID
    service_id: UUID
    message_id: UUID
    key: bytes = field(repr=False)
    method: str
    name: str = field(repr=False)
    expires_at: datetime
    has_page: bool = False
    recipient_index: bytes = field(default=b"", repr=False)


def keep_file(new: NewFile, content: bytes, content_type: str) -> None:
    """Store a file for a message that is about to be stored.

    Raises StoreUnavailable, StoreFull; `discard_files` then removes what was begun.
    """
    is_scanned = bool(settings.CLAMD_URL)
    is_attachment = new.method == File.Method.ATTACH
    File.objects.create(
        id=new.id,
        service_id=new.service_id,
        notification_id=new.message_id,
        method=new.method,
        sealed_name=seal_name(new.name),
        sealed_key=seal_key(new.key) if is_attachment or is_scanned else b"",
        content_type=content_type,
        size=len(content),
        scan=File.Scan.PENDING if is_scanned else File.Scan.NOT_SCANNED,
        scan_due_at=TransactionNow() if is_scanned else None,
        has_page=new.has_page,
        recipient_index=new.recipient_index,
        expires_at=new.expires_at,
    )
    file_store().save(new.id.hex, encrypt(content, new.key, new.id))


def discard_files(files: Sequence[UUID]) -> None:
    """Delete files whose message was not stored. What cannot be deleted now is swept later."""
    for file in File.objects.filter(id__in=files, is_settled=False):
        delete_file(file)


def delete_file(file: File) -> bool:
    """Delete a file's content, then its row; false when the store does not answer."""
    if delete_content(file):
        File.objects.filter(pk=file.pk).delete()
        return True
    return False


def delete_content(file: File) -> bool:
    """Delete a file's content; false when the store does not answer."""
    try:
        file_store().delete(file.storage_name)
    except ContentMissing:
        pass
    except StoreUnavailable as error:
        logger.warning("File %s is not deleted: %s", file.pk, error)
        return False
    return True


def with_files(values: Mapping[str, object], files: Sequence[UUID]) -> dict[str, object]:
    """Return a message's values with the ids of its files among them."""
    return {**values, FILES: [str(file) for file in files]} if files else dict(values)


def listed_files(values: Mapping[str, object]) -> list[UUID]:
    """Return the ids that `with_files` put among a message's values."""
    listed = values.get(FILES, [])
    return [UUID(str(file)) for file in listed] if isinstance(listed, list) else []

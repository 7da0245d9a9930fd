"""Find files and read their contents."""

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from django.utils import timezone

from notify.files.encryption import decrypt
from notify.files.errors import CannotDecrypt, ContentMissing
from notify.files.models import File
from notify.files.storage import file_store


def files_of(message_id: UUID) -> list[File]:
    """Return a message's files in the order in which they came."""
    return list(File.objects.filter(notification_id=message_id).order_by("created_at", "id"))


def read_content(file: File, key: bytes) -> Iterator[bytes]:
    """Yield a file's content in pieces.

    Raises CannotDecrypt, ContentMissing, StoreUnavailable.
    """
    return decrypt(file_store().read(file.storage_name), key, file.id)


def find_linked_file(service_id: UUID, file_id: UUID) -> File | None:
    """Return a file that is behind a link and may be had now."""
    file = File.objects.filter(
        pk=file_id,
        service_id=service_id,
        method=File.Method.LINK,
        expires_at__gt=timezone.now(),
    ).first()
    return file if file and file.is_usable else None


def open_linked_file(file: File, key: bytes) -> Iterator[bytes] | None:
    """Return a content whose first piece the key has opened; None for a wrong key.

    Raises StoreUnavailable.
    """
    content = read_content(file, key)
    try:
        first = next(content)
    except (CannotDecrypt, ContentMissing):
        return None
    return chain([first], content)

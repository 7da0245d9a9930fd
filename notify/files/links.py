"""The addresses of files behind a link: `/d/<service>/<file>?key=<key>&filename=<name>`.

The key is in the address alone: it is never logged, and pages that know it tell no other site.
"""

import base64
import binascii
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from notify.files.encryption import KEY_BYTES


def link_to(service_id: UUID, file_id: UUID, key: bytes, filename: str) -> str:
    """Return the public address of a file."""
    query = {"key": encode(key)} | ({"filename": filename} if filename else {})
    path = f"/d/{encode(service_id.bytes)}/{encode(file_id.bytes)}"
    return f"{settings.BASE_URL}{path}?{urlencode(query)}"


def link_of_simulation(service_id: UUID) -> str:
    """Return what stands in a message to a simulated recipient: no file is kept for it."""
    return f"{settings.BASE_URL}/services/{service_id}/documents/test-document"


def encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def read_uuid(text: str) -> UUID | None:
    """Return the id in a part of an address, None for anything else."""
    value = _decode(text)
    return UUID(bytes=value) if len(value) == 16 else None


def read_key(text: str) -> bytes | None:
    """Return the key in an address, None for anything else."""
    value = _decode(text)
    return value if len(value) == KEY_BYTES else None


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""

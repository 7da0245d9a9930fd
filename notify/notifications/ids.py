"""Time-ordered ids (UUIDv7, RFC 9562): 48 bits of milliseconds, then random or derived bits."""

import hashlib
import hmac
import uuid
from datetime import UTC, datetime

import uuid_utils.compat
from django.conf import settings

RANDOM_BITS = 74
VERSION_7 = 7 << 76
VARIANT = 2 << 62


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 for now."""
    return uuid_utils.compat.uuid7()


def job_row_id(job_id: uuid.UUID, row: int, at: datetime | None = None) -> uuid.UUID:
    """Return the id of a job's row: a time, by default the job's, and a keyed hash of (job, row).

    A job that is started again makes the same ids, so it can neither skip nor double a row.
    """
    digest = hmac.digest(
        settings.BLIND_INDEX_KEY.encode(), b"%s:%d" % (job_id.bytes, row), hashlib.sha256
    )
    milliseconds = job_id.int >> 80 if at is None else int(at.timestamp() * 1000)
    return _compose(milliseconds, int.from_bytes(digest[:10], "big"))


def first_id_at(instant: datetime) -> uuid.UUID:
    """Return the lowest UUIDv7 of an instant: the bound of a partition or of a search by time."""
    milliseconds = int(instant.timestamp() * 1000)
    return _compose(milliseconds, 0)


def time_of(identifier: uuid.UUID) -> datetime:
    """Return the instant in a UUIDv7, to the millisecond."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, tz=UTC)


def _compose(milliseconds: int, random: int) -> uuid.UUID:
    high = (random >> 62) & 0xFFF
    low = random & ((1 << 62) - 1)
    return uuid.UUID(int=(milliseconds << 80) | VERSION_7 | (high << 64) | (VARIANT) | low)

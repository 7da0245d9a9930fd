"""Find the service key that a request carries, with its service, in one statement."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.db.models import Q
from django.utils import timezone

from notify.hot_sql import read
from notify.sending.account import ACCOUNT_COLUMNS, ACCOUNT_WIDTH, Account, account_from_row
from notify.services.api_keys import hash_secret
from notify.services.models import ApiKey
from notify.services.versions import Kept, is_current

logger = logging.getLogger(__name__)

LAST_USED_PRECISION = timedelta(seconds=10)

KEY_COLUMNS = (
    "k.id, k.key_type, k.permissions, k.revoked_at, k.expires_at, k.last_used_at, k.sealed_secret"
)
BY_SECRET = f"""
SELECT {ACCOUNT_COLUMNS}, {KEY_COLUMNS}
FROM services_apikey k JOIN services_service s ON s.id = k.service_id
WHERE k.secret_hash = %s
"""  # noqa: S608  only our own column names
# A service without keys is a row without a key. Keys that work come first: one of them is the one.
BY_SERVICE = f"""
SELECT {ACCOUNT_COLUMNS}, {KEY_COLUMNS}
FROM services_service s LEFT JOIN services_apikey k ON k.service_id = s.id
WHERE s.id = %s
ORDER BY k.revoked_at DESC NULLS FIRST, k.last_used_at DESC NULLS LAST
"""  # noqa: S608  only our own column names


@dataclass(frozen=True)
class Key:
    """An API key as a request needs it."""

    id: UUID
    key_type: str
    permissions: Sequence[str]
    revoked_at: datetime | None
    expires_at: datetime | None
    last_used_at: datetime | None
    sealed_secret: bytes

    def can(self, permission: str) -> bool:
        return permission in self.permissions

    def has_expired(self) -> bool:
        """Compare with the clock, so that a key that was read earlier ends on time too."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


@dataclass(frozen=True)
class Caller:
    """Who is asking: a service and the key it asks with, read now or kept by this process."""

    account: Account
    key: Key
    is_kept: bool = False

    def is_current(self) -> bool:
        """Say whether nothing of service and key has changed since they were read."""
        return is_current(self.account.id, self.account.version)


_kept: Kept[Caller] = Kept()
_noted: Kept[float] = Kept()  # when this process last recorded the use of a key


def find_by_secret(secret: str) -> Caller | None:
    """Return the holder of a secret, whether or not the key is revoked."""
    rows = read(BY_SECRET, [hash_secret(secret)])
    return _caller(rows[0]) if rows else None


def find_kept(secret: str) -> Caller | None:
    """Return the holder of a secret as this process has kept it, else as find_by_secret does.

    Only for what looks again at the end (services/versions.py). A revoked key is not kept.
    """
    secret_hash = hash_secret(secret)
    caller = _kept.get(secret_hash)
    if caller is None:
        caller = find_by_secret(secret)
        if caller and caller.key.revoked_at is None:
            _kept.put(secret_hash, replace(caller, is_kept=True))
    return caller


def forget_kept(secret: str) -> None:
    _kept.forget(hash_secret(secret))


def list_of_service(service_id: UUID) -> tuple[Account | None, list[Caller]]:
    """Return a service, None when there is none, and a caller for each key that it ever had."""
    rows = read(BY_SERVICE, [service_id])
    if not rows:
        return None, []
    account = account_from_row(rows[0][:ACCOUNT_WIDTH])
    return account, [_caller(row) for row in rows if row[ACCOUNT_WIDTH] is not None]


def note_use(key: Key) -> None:
    """Record that a key sent something, at most every ten seconds.

    The message is stored by now, so a failure here must not become the answer to its sender.
    """
    noted = _noted.get(key.id)
    if noted is not None and time.monotonic() - noted < LAST_USED_PRECISION.total_seconds():
        return
    now = timezone.now()
    if key.last_used_at and key.last_used_at > now - LAST_USED_PRECISION:
        return
    _noted.put(key.id, time.monotonic())
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USED_PRECISION)
    try:
        ApiKey.objects.filter(stale, pk=key.id).update(last_used_at=now)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The last use of key %s is not recorded: %s", key.id, type(error).__name__)


def _caller(row: tuple[Any, ...]) -> Caller:
    return Caller(account_from_row(row[:ACCOUNT_WIDTH]), Key(*row[ACCOUNT_WIDTH:]))

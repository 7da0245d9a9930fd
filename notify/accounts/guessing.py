"""Slow down the guessing of passwords, without letting a stranger lock anyone out for long.

Attempts are counted by account and address together. Five are free; after that each must wait,
twice as long as the one before it and at most a minute. Fifteen quiet minutes forget everything.

Failures are also counted by account alone. After twenty from anywhere, browsers that the account
was never used from need a link that is sent to its address; its owner's own browser does not.
"""

import hashlib
import logging

import redis
from django.core.cache.backends.locmem import LocMemCache

from notify.queues import connect_valkey

logger = logging.getLogger(__name__)

FREE_ATTEMPTS = 5
LONGEST_WAIT = 60  # seconds
FORGET_AFTER = 15 * 60  # seconds
MOST_FAILURES = 20  # of an account, from anywhere
GUARDED_FOR = 3600  # seconds
UNLOCK_MAIL_EVERY = 15 * 60  # seconds

# When Valkey is away each process counts for itself: slower guessing is better than none.
_own = LocMemCache("sign-in attempts", {})


def begin_attempt(account: str, address: str) -> int:
    """Count an attempt to sign in, or refuse it: return the seconds to wait, 0 to go ahead.

    The attempt is counted before the password is looked at, so that attempts made at the same
    moment cannot share one count.
    """
    key = _key(account, address)
    try:
        return _begin_in_valkey(key)
    except redis.RedisError:
        logger.warning("Valkey is away: this process counts sign-in attempts by itself")
        return _begin_in_process(key)


def forget_attempts(account: str, address: str) -> None:
    """Start again from nothing, after a success."""
    key = _key(account, address)
    _own.delete_many([f"{key}:count", f"{key}:wait"])
    try:
        connect_valkey().delete(f"{key}:count", f"{key}:wait")
    except redis.RedisError:
        logger.warning("Valkey is away: sign-in attempts are not forgotten")


def count_failure(account: str) -> None:
    """Count a wrong password for an account, whoever gave it."""
    key = _account_key(account)
    try:
        client = connect_valkey()
        client.incr(key)
        client.expire(key, GUARDED_FOR)
    except redis.RedisError:
        _own.add(key, 0, GUARDED_FOR)
        _own.incr(key)


def is_guarded(account: str) -> bool:
    """Say whether so many failed that browsers not seen before need a link by email."""
    key = _account_key(account)
    try:
        count = connect_valkey().get(key)
    except redis.RedisError:
        count = _own.get(key)
    return int(count or 0) >= MOST_FAILURES


def may_send_unlock_link(account: str) -> bool:
    """Say whether a link may go out now; guesses must not fill a mailbox."""
    key = f"{_account_key(account)}:mailed"
    try:
        return bool(connect_valkey().set(key, 1, nx=True, ex=UNLOCK_MAIL_EVERY))
    except redis.RedisError:
        return bool(_own.add(key, 1, UNLOCK_MAIL_EVERY))


def lift_guard(account: str) -> None:
    """Forget the failures of an account, once its owner has shown who they are."""
    keys = (_account_key(account), f"{_account_key(account)}:mailed")
    _own.delete_many(keys)
    try:
        connect_valkey().delete(*keys)
    except redis.RedisError:
        logger.warning("Valkey is away: failures are not forgotten")


def _begin_in_valkey(key: str) -> int:
    client = connect_valkey()
    waiting = int(client.ttl(f"{key}:wait"))
    if waiting > 0:
        return waiting
    attempt = int(client.incr(f"{key}:count"))
    client.expire(f"{key}:count", FORGET_AFTER)
    wait = _wait_after(attempt)
    if not wait:
        return 0
    return 0 if client.set(f"{key}:wait", 1, nx=True, ex=wait) else wait


def _begin_in_process(key: str) -> int:
    if _own.get(f"{key}:wait"):
        return LONGEST_WAIT
    _own.add(f"{key}:count", 0, FORGET_AFTER)
    wait = _wait_after(_own.incr(f"{key}:count"))
    if not wait:
        return 0
    return 0 if _own.add(f"{key}:wait", 1, wait) else wait


def _wait_after(attempt: int) -> int:
    """Return how long the next attempt must wait after this one, in seconds."""
    beyond = attempt - FREE_ATTEMPTS
    return min(2 ** min(beyond, 10), LONGEST_WAIT) if beyond >= 0 else 0


def _key(account: str, address: str) -> str:
    digest = hashlib.sha256(f"{account.strip().lower()}\n{address}".encode()).hexdigest()
    return f"sign-in:{digest[:32]}"


def _account_key(account: str) -> str:
    return f"sign-in:all:{hashlib.sha256(account.strip().lower().encode()).hexdigest()[:32]}"

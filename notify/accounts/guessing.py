"""Slow down the guessing of passwords, without letting a stranger lock anyone out for long.

Attempts are counted by account and address together. Five are free; after that each must wait,
twice as long as the one before it and at most a minute. Fifteen quiet minutes forget everything.
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

"""A rate as a bucket of turns: in Valkey for all processes together, or in this one alone.

A provider that says "slower" lowers the rate for everybody at once; it rises again by the second.
Without Valkey every process keeps to its own share of the rate.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import redis
from django.conf import settings
from redis.commands.core import Script

from notify.queues import connect_valkey

logger = logging.getLogger(__name__)

RISE = 0.02  # of the full rate, each second
CUT = 0.7
LOWEST = 0.05  # of the full rate
CUT_AT_MOST_EVERY = 1.0  # seconds: the sends in flight are told "slower" all at once
OUTAGE_SECONDS = 1.0  # between two tries of a Valkey that is gone
FORGET_MS = 600_000

# KEYS: the bucket. ARGV: full rate, turns wanted, share that is left to others.
# Answers: turns granted, milliseconds until there is one.
LEASE = f"""
local full, want, reserve = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local b = redis.call('HMGET', KEYS[1], 'turns', 'at', 'rate')
local turns, at, rate = tonumber(b[1] or '1'), tonumber(b[2] or now), tonumber(b[3] or full)
if now < at then
    return {{0, math.ceil((at - now) * 1000)}}
end
rate = math.min(full, rate + full * {RISE} * (now - at))
local most = math.max(1, rate)
turns = math.min(most, turns + rate * (now - at))
local free = turns - most * reserve
local granted = math.max(0, math.min(want, math.floor(free)))
redis.call('HSET', KEYS[1], 'turns', tostring(turns - granted), 'at', tostring(now),
    'rate', tostring(rate))
redis.call('PEXPIRE', KEYS[1], {FORGET_MS})
if granted > 0 then
    return {{granted, 0}}
end
return {{0, math.ceil((1 - free) / rate * 1000)}}
"""

# KEYS: the bucket. ARGV: full rate, seconds to pause. Nothing is granted before `at`.
SLOW_DOWN = f"""
local full, pause = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local b = redis.call('HMGET', KEYS[1], 'at', 'rate', 'cut')
local at, rate, cut = tonumber(b[1] or now), tonumber(b[2] or full), tonumber(b[3] or '0')
if now - cut >= {CUT_AT_MOST_EVERY} then
    rate, cut = math.max(full * {LOWEST}, rate * {CUT}), now
end
redis.call('HSET', KEYS[1], 'turns', '0', 'at', tostring(math.max(at, now + pause)),
    'rate', tostring(rate), 'cut', tostring(cut))
redis.call('PEXPIRE', KEYS[1], {FORGET_MS})
return redis.status_reply('OK')
"""


class Bucket(Protocol):
    def lease(self, want: int, reserve: float) -> tuple[int, float]:
        """Return how many turns are granted, and seconds until there is one."""

    def slow_down(self, pause: float) -> None:
        """Lower the rate, and grant nothing for `pause` seconds."""


class LocalBucket:
    """A bucket of this process alone."""

    def __init__(self, full: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._full = full
        self._clock = clock
        self._lock = threading.Lock()
        self._turns, self._at, self._rate = 1.0, clock(), full
        self._cut = float("-inf")

    def lease(self, want: int, reserve: float) -> tuple[int, float]:
        with self._lock:
            now = self._clock()
            if now < self._at:
                return 0, self._at - now
            passed, self._at = now - self._at, now
            self._rate = min(self._full, self._rate + self._full * RISE * passed)
            most = max(1.0, self._rate)
            self._turns = min(most, self._turns + self._rate * passed)
            free = self._turns - most * reserve
            granted = max(0, min(want, int(free)))
            self._turns -= granted
            return granted, 0.0 if granted else (1 - free) / self._rate

    def slow_down(self, pause: float) -> None:
        with self._lock:
            now = self._clock()
            if now - self._cut >= CUT_AT_MOST_EVERY:
                self._rate = max(self._full * LOWEST, self._rate * CUT)
                self._cut = now
            self._turns, self._at = 0.0, max(self._at, now + pause)


class SharedBucket:
    """The bucket that all processes share; each keeps to its own share while Valkey is gone."""

    def __init__(self, name: str, full: float) -> None:
        self._key = f"notify:pace:{name}"
        self._full = full
        self._own = LocalBucket(full / max(1, settings.WORKER_PROCESSES))
        self._gone_until = 0.0

    def lease(self, want: int, reserve: float) -> tuple[int, float]:
        if time.monotonic() >= self._gone_until:
            try:
                granted, wait = _lease()(keys=[self._key], args=[self._full, want, reserve])
                return int(granted), int(wait) / 1000
            except redis.RedisError as error:
                self._note_outage(error)
        return self._own.lease(want, reserve)

    def slow_down(self, pause: float) -> None:
        self._own.slow_down(pause)
        if time.monotonic() >= self._gone_until:
            try:
                _slow_down()(keys=[self._key], args=[self._full, pause])
            except redis.RedisError as error:
                self._note_outage(error)

    def _note_outage(self, error: redis.RedisError) -> None:
        self._gone_until = time.monotonic() + OUTAGE_SECONDS
        logger.warning("Sends are paced in process: %s", type(error).__name__)


@lru_cache(maxsize=1)
def _lease() -> Script:
    return connect_valkey().register_script(LEASE)


@lru_cache(maxsize=1)
def _slow_down() -> Script:
    return connect_valkey().register_script(SLOW_DOWN)

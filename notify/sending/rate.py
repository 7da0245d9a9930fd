"""The per-minute limit on API sends, for each service and key type.

A rolling window in Valkey, kept in buckets of a tenth of a second: one round trip a request, and a
few hundred entries however many requests there are. Requests over the limit are counted too, so a
caller who keeps hammering stays blocked (section 7.1 of the API contract). Without Valkey every
process keeps its own window and its own share of the limit: fewer requests pass, never more.
"""

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass
from functools import lru_cache, partial
from math import ceil
from uuid import UUID

import redis
from django.conf import settings
from redis.commands.core import Script

from notify.queues import connect_valkey
from notify.sending.errors import RateExceeded
from notify.sending.rate_leases import Grant, RateLeases

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
BUCKET_MS = 100
PAUSE_SECONDS = 1.0  # after a failure: a Valkey that is gone must not slow every send

# The log holds bucket, count, bucket, count... oldest first; the sum is kept beside it.
COUNT = """
local limit, window, width = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local want, back = tonumber(ARGV[4]), tonumber(ARGV[5])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local bucket, kept = math.floor(now / width), math.ceil(window / width)
local used = tonumber(redis.call('GET', KEYS[2]) or '0')
local oldest = redis.call('LRANGE', KEYS[1], 0, 1)
while oldest[1] and tonumber(oldest[1]) < bucket - kept do
    used = used - tonumber(oldest[2])
    redis.call('LPOP', KEYS[1], 2)
    oldest = redis.call('LRANGE', KEYS[1], 0, 1)
end
local newest = redis.call('LRANGE', KEYS[1], -2, -1)
if back > 0 and newest[1] then
    back = math.min(back, tonumber(newest[2]))
    newest[2], used = tonumber(newest[2]) - back, used - back
    redis.call('LSET', KEYS[1], -1, newest[2])
end
used = math.max(used, 0)
if 2 * (used + want) > limit then
    want = 1
end
used = used + want
if newest[1] and tonumber(newest[1]) >= bucket then
    redis.call('LSET', KEYS[1], -1, tonumber(newest[2]) + want)
else
    redis.call('RPUSH', KEYS[1], bucket, want)
end
redis.call('SET', KEYS[2], used, 'PX', window + 2 * width)
redis.call('PEXPIRE', KEYS[1], window + 2 * width)
local wait = 0
if used > limit then
    local left, log = used, redis.call('LRANGE', KEYS[1], 0, -1)
    wait = window
    for i = 1, #log, 2 do
        left = left - tonumber(log[i + 1])
        if left < limit then
            wait = (tonumber(log[i]) + kept + 1) * width - now
            break
        end
    end
end
return {used, wait, want}
"""


@dataclass(frozen=True)
class Rate:
    """How many requests the window holds, this one included, and when there is room again."""

    used: int
    limit: int
    wait_ms: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


class LocalWindow:
    """The same window in this process alone, for as long as Valkey does not answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._logs: dict[str, deque[list[int]]] = {}

    def count(self, name: str, limit: int, window_ms: int) -> Rate:
        now = int(time.monotonic() * 1000)
        bucket, kept = now // BUCKET_MS, ceil(window_ms / BUCKET_MS)
        with self._lock:
            log = self._logs.setdefault(name, deque())
            while log and log[0][0] < bucket - kept:
                log.popleft()
            if log and log[-1][0] >= bucket:
                log[-1][1] += 1
            else:
                log.append([bucket, 1])
            left = used = sum(count for _, count in log)
            if used <= limit:
                return Rate(used, limit, 0)
            for start, count in log:
                left -= count
                if left < limit:
                    return Rate(used, limit, (start + kept + 1) * BUCKET_MS - now)
            return Rate(used, limit, window_ms)


class _Outage:
    """Until when Valkey is not asked, on the monotonic clock."""

    until = 0.0


_local = LocalWindow()
_leases = RateLeases()


def count_request(service_id: UUID, key_type: str, limit: int) -> Rate:
    """Count a request and return the state of its window. Raises RateExceeded."""
    name = f"{service_id}:{key_type}"
    grant = _leases.take(f"{name}:{limit}", partial(_count, name, limit, WINDOW_SECONDS * 1000))
    if grant.wait_ms:
        raise RateExceeded(key_type, limit, ceil(grant.wait_ms / 1000))
    return Rate(grant.used, limit, 0)


def count_in_window(name: str, limit: int, window_ms: int) -> Rate:
    """Count a request in Valkey, or in this process while Valkey does not answer."""
    grant = _count(name, limit, window_ms, 1, 0)
    return Rate(grant.used, limit, grant.wait_ms)


def _count(name: str, limit: int, window_ms: int, want: int, back: int) -> Grant:
    if time.monotonic() >= _Outage.until:
        try:
            keys = [f"notify:rate:{{{name}}}:log", f"notify:rate:{{{name}}}:sum"]
            arguments = [limit, window_ms, BUCKET_MS, want, back]
            used, wait_ms, turns = _script()(keys=keys, args=arguments)
            return Grant(int(used), int(wait_ms), int(turns))
        except redis.RedisError as error:
            _Outage.until = time.monotonic() + PAUSE_SECONDS
            logger.warning("The rate limit is kept in process: %s", type(error).__name__)
    rate = _local.count(name, max(1, limit // settings.WEB_WORKERS), window_ms)
    return Grant(rate.used, rate.wait_ms, 1)


@lru_cache(maxsize=1)
def _script() -> Script:
    return connect_valkey().register_script(COUNT)

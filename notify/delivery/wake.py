"""Tell the workers that rows are due: at most one wake-up waits per queue, whatever is sent.

A lost wake-up costs the time to the next sweep, never a message, so no failure leaves here.
"""

import logging
import time
from functools import lru_cache

import redis
from dramatiq import Message
from dramatiq.errors import BrokerConnectionError

from notify.queues import broker, connect_valkey

logger = logging.getLogger(__name__)

FLAG_LIFETIME_MS = 5_000
PAUSE_SECONDS = 1.0  # after a failure: a broker that is gone must not slow every send


class _Pause:
    until = 0.0


def flag_name(queue: str) -> str:
    return f"notify:wake:{queue}"


@lru_cache(maxsize=1)
def _valkey() -> redis.Redis:
    return connect_valkey()


def wake(queue: str, actor: str | None = None) -> None:
    """Enqueue a wake-up (for `deliver_<queue>`) unless one is waiting already."""
    if time.monotonic() < _Pause.until:
        return
    try:
        if _valkey().set(flag_name(queue), 1, nx=True, px=FLAG_LIFETIME_MS):
            broker.enqueue(
                Message(
                    queue_name=queue,
                    actor_name=actor or f"deliver_{queue}",
                    args=(),
                    kwargs={},
                    options={},
                )
            )
    except (redis.RedisError, BrokerConnectionError) as error:
        _Pause.until = time.monotonic() + PAUSE_SECONDS
        logger.warning("The broker did not take a wake-up: %s", type(error).__name__)


def lower_flag(queue: str) -> None:
    """Let the next send enqueue again; called before rows are claimed, so that none is missed."""
    try:
        _valkey().delete(flag_name(queue))
    except redis.RedisError as error:
        logger.warning("The broker did not answer: %s", type(error).__name__)

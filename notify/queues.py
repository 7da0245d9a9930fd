"""The broker and the queues. Every actor names this broker, so import order never chooses one.

A message on a queue is only a wake-up ("rows are due"); the rows are the truth (delivery/claim.py).
"""

import logging
from typing import Any

import dramatiq
import redis
from django.conf import settings
from django.db import close_old_connections, connections
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from dramatiq.brokers.stub import StubBroker
from dramatiq.common import q_name
from dramatiq.middleware import (
    AgeLimit,
    Callbacks,
    Middleware,
    Pipelines,
    Retries,
    ShutdownNotifications,
)

logger = logging.getLogger(__name__)

QUEUES = ("priority", "normal", "bulk")
JOBS_QUEUE = "jobs"  # makes messages of lists; the others send messages
JOBS_ACTOR = "store_jobs"
LISTS_QUEUE = "lists"  # checks lists that people are about to send
LISTS_ACTOR = "check_lists"
UNHURRIED_QUEUES = ("bulk", JOBS_QUEUE, LISTS_QUEUE)
UNHURRIED_POLL_MS = 500
CALM_MISSES = 5  # after which the library pauses 5 ms * 2 ** 5, or its longest pause
DELAYED_POLL_MS = 10_000
WAKE_LIFETIME_MS = 60_000  # an older wake-up says nothing that the sweep has not seen


class DatabaseConnections(Middleware):
    """Give each message a live database connection and close what an idle thread would keep."""

    def before_process_message(self, broker: dramatiq.Broker, message: Any) -> None:
        close_old_connections()

    def after_process_message(
        self, broker: dramatiq.Broker, message: Any, *, result: Any = None, exception: Any = None
    ) -> None:
        close_old_connections()

    def before_consumer_thread_shutdown(self, broker: dramatiq.Broker, thread: Any) -> None:
        connections.close_all()

    def before_worker_thread_shutdown(self, broker: dramatiq.Broker, thread: Any) -> None:
        connections.close_all()


class CalmConsumer(_RedisConsumer):
    """Looks at its queue at an even pace.

    The library's looks six times in the 200 ms after each message. Ours are wake-ups, after which
    there is none for a while: a busy worker spent a third of its time in Python on these looks.
    """

    @property
    def misses(self) -> int:
        return self._misses

    @misses.setter
    def misses(self, number: int) -> None:
        self._misses = max(number, CALM_MISSES)


class QuietBroker(RedisBroker):
    """Asks Valkey less often for what is not urgent.

    A consumer polls, and so does a second one for the delayed messages of each queue, of which we
    have none: together 100 calls a second in an idle worker, 6 % of a processor; now 35.
    """

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> dramatiq.Consumer:
        if is_delayed(queue_name):
            timeout = max(timeout, DELAYED_POLL_MS)
        elif queue_name in UNHURRIED_QUEUES:
            timeout = max(timeout, UNHURRIED_POLL_MS)
        if queue_name == "priority":
            return super().consume(queue_name, prefetch, timeout)
        return CalmConsumer(self, queue_name, prefetch, timeout)  # type: ignore[no-untyped-call]


def is_delayed(queue_name: str) -> bool:
    return q_name(queue_name) != queue_name


def connect_valkey() -> redis.Redis:
    """Return a client that gives up in milliseconds instead of retrying for seconds."""
    return redis.Redis.from_url(
        settings.BROKER_URL,
        socket_timeout=settings.REDIS_TIMEOUT,
        socket_connect_timeout=settings.REDIS_TIMEOUT,
        retry=None,
    )


def _make_broker() -> dramatiq.Broker:
    middleware: list[Middleware] = [
        AgeLimit(max_age=WAKE_LIFETIME_MS),
        ShutdownNotifications(),
        Callbacks(),
        Pipelines(),
        Retries(max_retries=0),
        DatabaseConnections(),
    ]
    if settings.BROKER == "stub":
        return StubBroker(middleware=middleware)
    # Consumers block on the server, so the broker's own client keeps dramatiq's timeouts.
    return QuietBroker(url=settings.BROKER_URL, middleware=middleware)  # type: ignore[no-untyped-call]


broker = _make_broker()
for _queue in (
    *QUEUES,
    JOBS_QUEUE,
    LISTS_QUEUE,
):  # a web process enqueues without importing the actors
    broker.declare_queue(_queue)
dramatiq.set_broker(broker)

"""Dramatiq's side of lists: a wake-up works off the jobs, and a sweep needs no broker at all."""

import logging
import threading
from typing import Any

import dramatiq
from django.conf import settings
from django.db import DatabaseError, connection, connections
from dramatiq.middleware import Middleware

from notify.delivery.wake import lower_flag
from notify.queues import JOBS_ACTOR, JOBS_QUEUE, broker
from notify.sending.jobs import run_step

logger = logging.getLogger(__name__)


class JobsOfProcess(Middleware):
    """Works off due jobs in this worker process, one thread at a time.

    The sweep works by itself: through the broker, a dead broker would silence it.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._again = threading.Event()
        self._working = threading.Lock()
        self._sweeper: threading.Thread | None = None

    def after_worker_boot(self, broker: dramatiq.Broker, worker: Any) -> None:
        self._stop.clear()
        self._sweeper = threading.Thread(target=self._sweep, name="sweep of jobs", daemon=True)
        self._sweeper.start()

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: Any) -> None:
        self._stop.set()
        if self._sweeper:
            self._sweeper.join()

    def drain(self) -> int:
        """Work until no job is due; return how many steps that took.

        A call while another thread works returns at once; that thread looks again.
        """
        self._again.set()
        steps = 0
        while self._again.is_set() and self._working.acquire(blocking=False):
            try:
                self._again.clear()
                while not self._stop.is_set() and run_step():
                    steps += 1
            finally:
                self._working.release()
        return steps

    def _sweep(self) -> None:
        while not self._stop.is_set():
            try:
                self.drain()
            except DatabaseError as error:
                logger.warning("The sweep of jobs waits for the database: %s", type(error).__name__)
                connection.close()
            except Exception:  # a worker's edge: nobody would miss a sweep that ended
                logger.exception("The sweep of jobs failed")
            self._stop.wait(settings.SWEEP_SECONDS)
        connections.close_all()


process = JobsOfProcess()
broker.add_middleware(process)


@dramatiq.actor(broker=broker, queue_name=JOBS_QUEUE, actor_name=JOBS_ACTOR)
def store_jobs() -> None:
    lower_flag(JOBS_QUEUE)
    process.drain()

"""Dramatiq's side of lists: wake-ups work off jobs and checks; sweeps need no broker at all."""

import logging
import threading
from abc import abstractmethod
from typing import Any

import dramatiq
from django.conf import settings
from django.db import DatabaseError, connection, connections
from dramatiq.middleware import Middleware

from notify.delivery.wake import lower_flag
from notify.queues import JOBS_ACTOR, JOBS_QUEUE, LISTS_ACTOR, LISTS_QUEUE, broker
from notify.sending.jobs import run_step
from notify.sending.list_checking import check_next_list

logger = logging.getLogger(__name__)


class StepsOfProcess(Middleware):
    """Works off what is due in this worker process, one thread at a time.

    The sweep works by itself: through the broker, a dead broker would silence it.
    """

    name = ""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._again = threading.Event()
        self._working = threading.Lock()
        self._sweeper: threading.Thread | None = None

    @abstractmethod
    def step(self) -> bool:
        """Do what is due longest; false when nothing is."""

    def after_worker_boot(self, broker: dramatiq.Broker, worker: Any) -> None:
        self._stop.clear()
        self._sweeper = threading.Thread(
            target=self._sweep, name=f"sweep of {self.name}", daemon=True
        )
        self._sweeper.start()

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: Any) -> None:
        self._stop.set()
        if self._sweeper:
            self._sweeper.join()

    def drain(self) -> int:
        """Work until nothing is due; return how many steps that took.

        A call while another thread works returns at once; that thread looks again.
        """
        self._again.set()
        steps = 0
        while self._again.is_set() and self._working.acquire(blocking=False):
            try:
                self._again.clear()
                while not self._stop.is_set() and self.step():
                    steps += 1
            finally:
                self._working.release()
        return steps

    def _sweep(self) -> None:
        while not self._stop.is_set():
            try:
                self.drain()
            except DatabaseError as error:
                words = "The sweep of %s waits for the database: %s"
                logger.warning(words, self.name, type(error).__name__)
                connection.close()
            except Exception:  # a worker's edge: nobody would miss a sweep that ended
                logger.exception("The sweep of %s failed", self.name)
            self._stop.wait(settings.SWEEP_SECONDS)
        connections.close_all()


class JobsOfProcess(StepsOfProcess):
    """Makes messages of accepted lists."""

    name = "jobs"

    def step(self) -> bool:
        return run_step()


class ListsOfProcess(StepsOfProcess):
    """Checks lists that people are about to send."""

    name = "lists"

    def step(self) -> bool:
        return check_next_list()


process = JobsOfProcess()
lists = ListsOfProcess()
broker.add_middleware(process)
broker.add_middleware(lists)


@dramatiq.actor(broker=broker, queue_name=JOBS_QUEUE, actor_name=JOBS_ACTOR)
def store_jobs() -> None:
    lower_flag(JOBS_QUEUE)
    process.drain()


@dramatiq.actor(broker=broker, queue_name=LISTS_QUEUE, actor_name=LISTS_ACTOR)
def check_lists() -> None:
    lower_flag(LISTS_QUEUE)
    lists.drain()

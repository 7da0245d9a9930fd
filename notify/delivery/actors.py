"""Dramatiq's side of delivery: a wake-up drains its queue, and a sweep needs no broker at all."""

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import dramatiq
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from dramatiq.middleware import Middleware

from notify.delivery.callbacks import CallbackCourier
from notify.delivery.courier import Courier
from notify.delivery.files import check_files_for_viruses
from notify.delivery.poll_receipts import poll_all
from notify.delivery.sandbox import send_due_receipts
from notify.delivery.wake import lower_flag
from notify.queues import QUEUES, broker

logger = logging.getLogger(__name__)

RECEIPT_SECONDS = 0.5
VIRUS_CHECK_SECONDS = 0.5
CALLBACK_SECONDS = 0.2
POLL_PAUSE_SECONDS = 2.0


class CourierOfProcess(Middleware):
    """Owns the worker process's courier and its sweep.

    The sweep calls the delivery loop itself: through the broker, a dead broker would silence it.
    """

    def __init__(self) -> None:
        self.courier: Courier | None = None
        self.callbacks: CallbackCourier | None = None
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._sweepers: list[threading.Thread] = []

    def after_worker_boot(self, broker: dramatiq.Broker, worker: Any) -> None:
        self._stop.clear()
        self.courier = None  # one that was stopped stays stopped
        # A thread for each queue: a long bulk drain must not keep the priority queue unswept.
        duties = {f"sweep of {queue}": partial(self.drain, queue) for queue in QUEUES}
        for name, duty in duties.items():
            self._start(name, duty, settings.SWEEP_SECONDS)
        self._start("sandbox receipts", send_due_receipts, RECEIPT_SECONDS)
        self._start("receipts in queues", poll_all, POLL_PAUSE_SECONDS)
        self._start("virus check", check_files_for_viruses, VIRUS_CHECK_SECONDS)
        self.callbacks = CallbackCourier()
        self._start("callbacks", self.callbacks.drain, CALLBACK_SECONDS)

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: Any) -> None:
        self._stop.set()
        if self.courier:
            self.courier.stop()
        for thread in self._sweepers:
            thread.join()
        if self.callbacks:
            self.callbacks.stop()
        self._sweepers.clear()

    def get(self) -> Courier:
        with self._lock:
            self.courier = self.courier or Courier()
            return self.courier

    def drain(self, queue: str) -> None:
        """Send a queue's due rows, unless the process is stopping."""
        if not self._stop.is_set():
            self.get().drain(queue)

    def _start(self, name: str, duty: Callable[[], object], seconds: float) -> None:
        thread = threading.Thread(
            target=self._repeat, args=(name, duty, seconds), name=name, daemon=True
        )
        thread.start()
        self._sweepers.append(thread)

    def _repeat(self, name: str, duty: Callable[[], object], seconds: float) -> None:
        while not self._stop.is_set():
            try:
                duty()
            except (OperationalError, InterfaceError) as error:
                logger.warning("The %s waits for the database: %s", name, type(error).__name__)
                connection.close()
            except Exception:  # a worker's edge: nobody would miss a sweep that ended
                logger.exception("The %s failed", name)
            self._stop.wait(seconds)
        connections.close_all()


process = CourierOfProcess()
broker.add_middleware(process)


def _drain(queue: str) -> None:
    lower_flag(queue)
    process.drain(queue)


@dramatiq.actor(broker=broker, queue_name="priority")
def deliver_priority() -> None:
    _drain("priority")


@dramatiq.actor(broker=broker, queue_name="normal")
def deliver_normal() -> None:
    _drain("normal")


@dramatiq.actor(broker=broker, queue_name="bulk")
def deliver_bulk() -> None:
    _drain("bulk")

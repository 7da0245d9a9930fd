"""The worker's side of reports: a thread that looks for one every second, with no broker at all."""

import logging
import threading
from typing import Any

import dramatiq
from django.db import DatabaseError, InterfaceError, connection, connections
from dramatiq.middleware import Middleware

from notify.queues import broker
from notify.sending.report_making import make_next_report

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
STOP_SECONDS = 5.0


class ReportsOfProcess(Middleware):
    """Makes the reports of this worker process, one at a time."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def after_worker_boot(self, broker: dramatiq.Broker, worker: Any) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)
        self._thread.start()

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: Any) -> None:
        """Wait a moment; a report that is cut off is made again when its lease ends."""
        self._stop.set()
        if self._thread:
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                while not self._stop.is_set() and make_next_report():
                    pass
            except (DatabaseError, InterfaceError) as error:
                logger.warning("Reports wait for the database: %s", type(error).__name__)
                connection.close()
            except Exception:  # a worker's edge: nobody would miss a thread that ended
                logger.exception("The making of reports failed")
            self._stop.wait(LOOK_SECONDS)
        connections.close_all()


broker.add_middleware(ReportsOfProcess())

"""The delivery loop of one worker process.

It claims only as many rows as it has free slots, so a kill leaves about the sends in flight in
doubt and nothing else. Each queue has slots of its own: a bulk job never takes a sign-in code's
place.
Outcomes stream to one writer, which writes whatever has gathered in one statement.
"""

import logging
import queue as fifo
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections

from notify.delivery.choose import Chooser
from notify.delivery.claim import Claimed, Outcome, claim_due, write_outcomes
from notify.delivery.deliver import compose, retry_soon, send, suppressed
from notify.delivery.suppression import find_suppressed
from notify.message_templates.models import Queue
from notify.providers.base import Email, Sms

logger = logging.getLogger(__name__)

SLOTS = {Queue.PRIORITY: 1.0, Queue.NORMAL: 1.0, Queue.BULK: 0.5}  # share of DELIVERY_THREADS
OUTCOMES_AT_ONCE = 500
WRITE_RETRY_SECONDS = 0.5
GATHER_SECONDS = 0.05
LINGER_SECONDS = 0.01  # a tenth of a send more in doubt after a kill, for half the statements


class Courier:
    """Drains queues until it is stopped. One per process; safe to call from any thread."""

    def __init__(self) -> None:
        self.chooser = Chooser()
        self._lanes = {
            queue.value: _Lane(max(1, int(settings.DELIVERY_THREADS * share)), queue.value)
            for queue, share in SLOTS.items()
        }
        self._outcomes: fifo.SimpleQueue[Outcome | None] = fifo.SimpleQueue()
        self._stopping = threading.Event()
        self._writer = threading.Thread(target=self._write, name="outcomes", daemon=True)
        self._writer.start()

    def drain(self, queue: str) -> int:
        """Send a queue's due rows until none is left; return how many were claimed.

        A call for a queue that another thread is draining returns at once; that thread looks again.
        """
        lane = self._lanes[queue]
        lane.again.set()
        claimed = 0
        while lane.again.is_set() and lane.draining.acquire(blocking=False):
            try:
                lane.again.clear()
                claimed += self._drain_lane(lane)
            finally:
                lane.draining.release()
        return claimed

    def stop(self) -> None:
        """Claim nothing more, finish what is in hand and write it down."""
        self._stopping.set()
        for lane in self._lanes.values():
            with lane.draining:  # a drain that has claimed rows submits them first
                lane.close()
        self._outcomes.put(None)
        self._writer.join()

    def _drain_lane(self, lane: "_Lane") -> int:
        claimed = 0
        while not self._stopping.is_set():
            free = lane.wait_for_slots()
            if self._stopping.is_set():
                lane.free(free)
                break
            try:
                rows = claim_due(lane.queue, free, uuid.uuid4())
            except BaseException:
                lane.free(free)
                raise
            lane.free(free - len(rows))
            self._submit(rows, lane)
            claimed += len(rows)
            if not rows:
                break
        return claimed

    def _submit(self, rows: list[Claimed], lane: "_Lane") -> None:
        """Compose claimed rows for the lane's threads; what cannot be given frees its slots."""
        left = len(rows)
        try:
            to_send = self._sift(rows, lane)
            left = len(to_send)
            for row in to_send:
                # Here, one after the other: 0.10 ms each, and 0.14 among the lane's threads.
                message = compose(row, lane.queue)
                if isinstance(message, Outcome):
                    self._outcomes.put(message)
                    lane.free(1)
                else:
                    lane.pool.submit(self._send, row, message, lane)
                left -= 1
        except BaseException:
            lane.free(left)
            raise

    def _sift(self, rows: list[Claimed], lane: "_Lane") -> list[Claimed]:
        """Return the rows to send; those to suppressed addresses have their outcome at once."""
        try:
            held = find_suppressed(rows)
        except (DatabaseError, InterfaceError):
            connection.close()
            outcomes = {row.id: retry_soon(row) for row in rows}
        else:
            outcomes = {row.id: suppressed(row) for row in rows if row.id in held}
        for outcome in outcomes.values():
            self._outcomes.put(outcome)
        lane.free(len(outcomes))
        return [row for row in rows if row.id not in outcomes]

    def _send(self, row: Claimed, message: Email | Sms, lane: "_Lane") -> None:
        try:
            # A thread may have slept through a restart of the database: look at its connection
            # before it is used, or the message would pay for each thread that holds a dead one.
            connection.close_if_unusable_or_obsolete()
            self._outcomes.put(send(row, message, lane.queue, self.chooser))
        finally:
            lane.free(1)

    def _write(self) -> None:
        while (batch := self._gather()) is not None:
            try:
                self._write_batch(batch)
            except Exception:  # a worker's edge: without a writer every message is sent again
                logger.exception("%s outcomes cannot be written", len(batch))
                connection.close()
        connections.close_all()

    def _gather(self) -> list[Outcome] | None:
        """Wait for an outcome and take what else is there; None when the courier has stopped."""
        first = self._outcomes.get()
        if first is None:
            return None
        time.sleep(LINGER_SECONDS)
        batch = [first]
        while len(batch) < OUTCOMES_AT_ONCE:
            try:
                outcome = self._outcomes.get_nowait()
            except fifo.Empty:
                break
            if outcome is None:
                self._outcomes.put(None)
                break
            batch.append(outcome)
        return batch

    def _write_batch(self, batch: list[Outcome]) -> None:
        """Write a batch, through any restart of the database: these messages have left."""
        while True:
            try:
                write_outcomes(batch)
                return
            except (OperationalError, InterfaceError) as error:
                logger.warning("Outcomes wait for the database: %s", type(error).__name__)
                connection.close()
                time.sleep(WRITE_RETRY_SECONDS)
            except Exception:  # one of them has something that cannot be stored
                self._write_apart(batch)
                return

    def _write_apart(self, batch: list[Outcome]) -> None:
        """Write outcomes one by one, because one cannot be written; that one without its words."""
        for outcome in batch:
            if len(batch) > 1:
                self._write_batch([outcome])
                continue
            logger.error("The provider's words about %s cannot be stored", outcome.id)
            reference = "".join(filter(str.isprintable, outcome.reference))[:255]
            self._write_bare(replace(outcome, response=None, code="", reference=reference))

    def _write_bare(self, outcome: Outcome) -> None:
        while True:
            try:
                write_outcomes([outcome])
                return
            except (OperationalError, InterfaceError):
                connection.close()
                time.sleep(WRITE_RETRY_SECONDS)
            except Exception:  # nothing is left to take away
                logger.exception("The outcome of %s cannot be written", outcome.id)
                connection.close()
                return


class _Lane:
    """A queue's threads and free slots."""

    def __init__(self, slots: int, queue: str) -> None:
        self.queue = queue
        self.pool = ThreadPoolExecutor(slots, thread_name_prefix=f"send-{queue}")
        self.draining = threading.Lock()
        self.again = threading.Event()
        self._slots = self._free = slots
        self._worthwhile = self._wanted = max(1, slots // 2)
        self._changed = threading.Condition()

    def close(self) -> None:
        """Finish what was submitted, then let every thread close its own database connection."""
        together = threading.Barrier(self._slots)
        for _ in range(self._slots):
            self.pool.submit(_close_connection, together)
        self.pool.shutdown(wait=True)

    def wait_for_slots(self) -> int:
        """Take every free slot.

        Waits for half of them, so that a claim is worth its round trip, but only for a moment:
        sends that hang must not hold the others up.
        """
        with self._changed:
            self._changed.wait_for(self._has_wanted, GATHER_SECONDS)
            self._wanted = 1
            self._changed.wait_for(self._has_wanted)
            self._wanted = self._worthwhile
            taken, self._free = self._free, 0
            return taken

    def free(self, slots: int) -> None:
        with self._changed:
            self._free += slots
            if self._has_wanted():  # one more free slot need not wake the drain
                self._changed.notify_all()

    def _has_wanted(self) -> bool:
        return self._free >= self._wanted


def _close_connection(together: threading.Barrier) -> None:
    """Wait until every thread of the pool is here, so that each closes its own, then close."""
    together.wait()
    connections.close_all()

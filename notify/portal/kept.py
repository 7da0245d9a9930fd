"""Small answers that every page needs and that may be some seconds old, kept in the process."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")
_every: "list[Kept[object]]" = []


class Kept(Generic[Answer]):
    """Ask `find` at most once every `seconds`; threads that come meanwhile wait for it."""

    def __init__(self, find: Callable[[], Answer], seconds: float) -> None:
        self._find = find
        self._seconds = seconds
        self._lock = threading.Lock()
        self._answer: Answer | None = None
        self._at = 0.0
        _every.append(self)  # type: ignore[arg-type]  # of any kind

    def get(self) -> Answer:
        """Return the answer. Raises what finding it raised; that is not kept."""
        with self._lock:
            if self._answer is None or time.monotonic() - self._at > self._seconds:
                self._answer, self._at = self._find(), time.monotonic()
            return self._answer

    def forget(self) -> None:
        """Ask again next time: what it is about has changed in this process."""
        with self._lock:
            self._answer = None


def forget_all() -> None:
    """Forget every kept answer."""
    for kept in _every:
        kept.forget()

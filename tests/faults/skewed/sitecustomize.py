"""Loaded by every Python below it in PYTHONPATH: a machine whose clock is wrong.

Sleeping and monotonic time stay right, as they do on a real machine with a wrong clock.
"""

import ctypes
import datetime
import gc
import os
import time
from collections.abc import Callable
from typing import Any

SKEW = float(os.environ.get("NOTIFY_TEST_CLOCK_SKEW", "0"))


def _replace_method(kind: type, name: str, method: Any) -> None:
    """Replace a method of a type written in C, whose own attributes are read-only."""
    gc.get_referents(kind.__dict__)[0][name] = method
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def _skew(skew: float) -> None:
    real_time, real_time_ns, real_now = time.time, time.time_ns, datetime.datetime.now
    shift = datetime.timedelta(seconds=skew)

    def now(cls: type, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        return real_now(tz) + shift

    time.time = lambda: real_time() + skew
    time.time_ns = lambda: real_time_ns() + int(skew * 1e9)
    replace: Callable[..., None] = _replace_method
    replace(datetime.datetime, "now", classmethod(now))


if SKEW:
    _skew(SKEW)

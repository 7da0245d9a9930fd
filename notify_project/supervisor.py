"""Run child processes together: start them again when they die, stop them all together.

A small supervisor of our own: honcho ends everything when one child ends, where a killed worker
must come back, and supervisor needs a configuration file and a daemon.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from notify_project.embedded import die_with_parent

STOP_SECONDS = 45  # a send in hand may wait its turn, connect and be answered: 31 s
CALM_SECONDS = 10  # a child that lived this long starts again at once
LONGEST_PAUSE_SECONDS = 10.0
# What a child that loads ahead is told: load now, serve once the standard input has ended.
WHEN_INPUT_ENDS = "--when-input-ends"


@dataclass
class Child:
    """A command that is kept running."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    loads_ahead: bool = False  # it knows WHEN_INPUT_ENDS
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.0
    start_at: float = 0.0


class Supervisor:
    """Keeps children running until it is told to stop."""

    def __init__(self, children: list[Child], *, each_turn: Callable[[], object] = bool) -> None:
        self.children = children
        self._each_turn = each_turn
        self._stop = threading.Event()

    def load_ahead(self) -> None:
        """Start the children that can load while what they need is prepared."""
        for child in self.children:
            if child.loads_ahead:
                self._start(child, stdin=subprocess.PIPE)

    def run(self) -> None:
        """Start the children and return when stop() was called and all have ended."""
        for child in self.children:
            if child.process is None:
                self._start(child)
            elif child.process.stdin:
                child.process.stdin.close()
        while not self._stop.wait(0.2):
            self._each_turn()
            for child in self.children:
                self._revive(child)
        self.end()

    def stop(self, *_signal: object) -> None:
        self._stop.set()

    def end(self) -> None:
        """End the children that run; one that does not within STOP_SECONDS is killed."""
        running = [c.process for c in self.children if c.process and c.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _start(self, child: Child, stdin: int = subprocess.DEVNULL) -> None:
        child.process = subprocess.Popen(  # noqa: S603
            [*child.command, WHEN_INPUT_ENDS] if child.loads_ahead else child.command,
            env={**os.environ, **child.environment},
            stdin=stdin,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),
        )
        child.started_at = time.monotonic()

    def _revive(self, child: Child) -> None:
        process = child.process
        if process is None:
            if time.monotonic() >= child.start_at:
                self._start(child)
        elif process.poll() is not None:
            lived = time.monotonic() - child.started_at
            child.pause = (
                0.0 if lived > CALM_SECONDS else min(LONGEST_PAUSE_SECONDS, child.pause * 2 or 0.5)
            )
            child.process, child.start_at = None, time.monotonic() + child.pause
            print(  # noqa: T201  the terminal is where a developer looks
                f"{child.name} ended with {process.returncode}; starting it again",
                file=sys.stderr,
                flush=True,
            )

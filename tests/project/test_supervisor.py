"""The supervisor revives what dies and stops everything together."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from notify_project.supervisor import WHEN_INPUT_ENDS, Child, Supervisor

SLEEP = "import time; time.sleep(600)"


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def pid_of(child: Child) -> int | None:
    process = child.process  # the supervisor's thread may change it meanwhile
    return process.pid if process else None


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_child_is_started_again_and_all_are_stopped() -> None:
    child = Child("sleeper", [sys.executable, "-c", SLEEP])
    supervisor = Supervisor([child])
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    wait_for(lambda: pid_of(child) is not None)
    first = pid_of(child)
    assert first is not None

    os.kill(first, signal.SIGKILL)
    wait_for(lambda: pid_of(child) not in (None, first))
    second = pid_of(child)
    assert second is not None
    supervisor.stop()
    thread.join(timeout=60)

    assert not thread.is_alive()
    assert not is_alive(second)


def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    child = (
        f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    )
    program = (
        "import sys; from notify_project.supervisor import WHEN_INPUT_ENDS, Child, Supervisor; "
        f"Supervisor([Child('c', [sys.executable, '-c', {child!r}])]).run()"
    )
    parent = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", program])
    wait_for(lambda: pid_file.exists() and pid_file.read_text() != "")
    pid = int(pid_file.read_text())

    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)

    wait_for(lambda: not is_alive(pid))


def test_a_child_that_loads_ahead_serves_once_all_run_and_again_when_killed(tmp_path: Path) -> None:
    loaded, served = tmp_path / "loaded", tmp_path / "served"
    program = (
        f"import sys; open({str(loaded)!r}, 'w').close(); "
        f"sys.stdin.read(); open({str(served)!r}, 'a').write(f'{{sys.argv[1]}}\\n'); {SLEEP}"
    )
    child = Child("web", [sys.executable, "-c", program], loads_ahead=True)
    supervisor = Supervisor([child])
    thread = threading.Thread(target=supervisor.run)

    supervisor.load_ahead()
    wait_for(loaded.exists)
    early = served.exists()
    thread.start()
    wait_for(lambda: served.exists() and served.read_text() != "")
    assert child.process is not None
    os.kill(child.process.pid, signal.SIGKILL)
    wait_for(lambda: served.read_text() == f"{WHEN_INPUT_ENDS}\n" * 2)
    supervisor.stop()
    thread.join(timeout=60)

    assert not early
    assert not thread.is_alive()


def test_a_child_that_loads_ahead_ends_when_the_rest_cannot_start() -> None:
    child = Child("web", [sys.executable, "-c", SLEEP], loads_ahead=True)
    supervisor = Supervisor([child])
    supervisor.load_ahead()
    assert child.process is not None

    supervisor.end()

    assert not is_alive(child.process.pid)

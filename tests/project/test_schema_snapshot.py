"""An empty database made from the snapshot is what migrations make; nothing depends on it."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from notify.notifications.partitions import create_partitions
from notify_project.schema_snapshot import dump_database, load_snapshot, migrate, snapshot_path
from tests.clients.server import run_statement

pytestmark = [
    pytest.mark.skipif(not settings.EMBEDDED_POSTGRES, reason="made by the embedded PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]

# What differs between a database and its like: a word against commands in the data, new each time,
# and where PostgreSQL writes the casts of a list of constants.
ACCIDENTAL = re.compile(
    r"^\\(un)?restrict .*$|::(character varying|text)(\[\])?|[()]", re.MULTILINE
)


@pytest.fixture
def empty_database(transactional_db: None) -> Iterator[str]:
    """Make a database and return its name."""
    name = f"empty_{uuid4().hex[:12]}"
    run_statement(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    original = connection.settings_dict["NAME"]
    yield name
    connection.close()
    connection.settings_dict["NAME"] = original
    run_statement(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def use(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database


def test_it_makes_what_the_migrations_made(empty_database: str, tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot.sql"
    snapshot.write_text(made := dump_database())

    use(empty_database)
    load_snapshot(snapshot)

    assert ACCIDENTAL.sub("", dump_database()) == ACCIDENTAL.sub("", made)
    assert create_partitions() > 0  # those of days are made when they are needed
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_one_that_fails_leaves_the_database_empty(empty_database: str, tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot.sql"
    snapshot.write_text("CREATE TABLE half (n int);\nnonsense;\nCREATE TABLE rest (n int);\n")

    use(empty_database)
    load_snapshot(snapshot)

    assert connection.introspection.table_names() == []


def test_a_platform_without_the_embedded_server_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("notify_project.schema_snapshot.version", missing)

    with pytest.raises(CommandError, match="embedded-postgres"):
        call_command("schema_snapshot")


def test_a_server_of_ones_own_is_migrated_without_one(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str) -> str:
        raise PackageNotFoundError  # the image has no embedded PostgreSQL

    monkeypatch.setattr("notify_project.schema_snapshot.version", missing)
    monkeypatch.setattr(settings, "EMBEDDED_POSTGRES", False)
    ran = []
    monkeypatch.setattr(
        "notify_project.schema_snapshot.call_command", lambda name, **_: ran.append(name)
    )

    use(empty_database)
    migrate()

    assert ran == ["migrate"]


def test_it_is_of_exactly_these_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = SimpleNamespace(path=str(tmp_path), label="ours")
    monkeypatch.setattr(apps, "get_app_configs", lambda: [app])
    folder = tmp_path / "migrations"
    folder.mkdir()
    names = [snapshot_path()]

    (folder / "0001_initial.py").write_text("one")
    names.append(snapshot_path())
    (folder / "0001_initial.py").write_text("another")
    names.append(snapshot_path())
    (folder / "0001_initial.py").rename(folder / "0001_renamed.py")
    names.append(snapshot_path())

    assert len(set(names)) == 4

"""The API as a real web process, on a database of its own that tests may commit to."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import requests
from django.conf import settings
from django.db import connection
from psycopg import sql

from bench.product import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 120
OWN_VALKEY = 15  # the database of Valkey for servers; workers of a parallel run have the first ones

# A database that is in use cannot be copied; threads of earlier tests may hold it open.
FORGET_CONNECTIONS = sql.SQL(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
)


@contextmanager
def copied_database() -> Iterator[str]:
    """Copy the test database, let Django use the copy, and drop it at the end."""
    original = str(connection.settings_dict["NAME"])
    copy = f"{original}_{uuid4().hex[:12]}"  # others may have a copy at the same time
    connection.close()
    _copy_database(original, copy)
    try:
        yield copy
    finally:
        run_statement(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(copy))
        )


def _copy_database(original: str, copy: str) -> None:
    copying = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(copy), sql.Identifier(original)
    )
    deadline = time.monotonic() + START_SECONDS
    while True:
        run_statement(FORGET_CONNECTIONS.format(sql.Literal(original)))
        try:
            run_statement(copying)
        except psycopg.errors.ObjectInUse:  # by a thread that connected again
            assert time.monotonic() < deadline, f"{original} is in use"
        else:
            return


@contextmanager
def using_database(name: str) -> Iterator[None]:
    """Point Django at another database for a while."""
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


@contextmanager
def running_server(database: str) -> Iterator[str]:
    """Run granian and yield its address."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
        "notify_project.wsgi:application",
    ]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(database), stdout=log, stderr=log
        )
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            requests.get(f"{address}/_status", timeout=30).raise_for_status()
        except requests.RequestException:
            assert process.poll() is None, "the server has stopped"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
        else:
            return


def _environment(database: str) -> dict[str, str]:
    """Return this process's environment, with another database."""
    environment = dict(os.environ)
    url = environment.get("DATABASE_URL")
    if url:
        environment["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{database}").geturl()
    if settings.EMBEDDED_VALKEY:  # not the one that the tests of some worker flush
        environment["REDIS_URL"] = settings.BROKER_URL.partition("?")[0] + f"?db={OWN_VALKEY}"
    return environment | {"DATABASE_NAME": database, "DEBUG": "true"}


def run_statement(statement: sql.Composed) -> None:
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as admin:
        admin.execute(statement)

"""Run the statements that every message runs: prepared by PostgreSQL, without Django's wrappers.

Django writes parameters into the text of a statement, so PostgreSQL parses and plans each one anew,
and keeps a log of them while DEBUG is on.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import psycopg
from django.db import OperationalError, connection, transaction

Parameters = Sequence[Any] | Mapping[str, Any]


def execute(sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows, in the transaction that is open or in one of its own.

    One that fails leaves an open transaction usable. Raises Django's database errors.
    """
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        return _run(sql, parameters)


def execute_within(sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """Run a statement in the transaction that is open, which its failure ends."""
    return _run(sql, parameters)


def read(sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """Run a query; once more on a new connection if the old one had died since its last use."""
    try:
        return _run(sql, parameters)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _run(sql, parameters)


def _run(sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    if connection.connection is None:
        connection.ensure_connection()
    if connection.force_debug_cursor or connection.execute_wrappers:
        return _run_watched(sql, parameters)
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def _run_watched(sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """Run through Django's cursor, because somebody counts or wraps statements."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []

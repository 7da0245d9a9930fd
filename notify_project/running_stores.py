"""Use the embedded stores that `up` runs, or run them for the length of a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError

from notify_project.embedded import EmbeddedStores
from notify_project.schema_snapshot import migrate


@contextmanager
def running_stores() -> Iterator[None]:
    """Start the embedded database if nothing answers, and stop it after. Raises CannotStart."""
    try:
        connection.ensure_connection()
    except OperationalError:
        if not settings.EMBEDDED_POSTGRES:
            raise
    else:
        yield
        return
    stores = EmbeddedStores(settings.DATA_DIR, settings.SOCKET_DIR)
    stores.start(valkey=False)
    try:
        migrate()
        yield
    finally:
        connection.close()
        stores.stop()

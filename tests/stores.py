"""Start the stores that the whole test run uses, before Django reads its settings.

Loaded by `-p tests.stores`. Workers of a parallel run inherit the environment and start nothing.
`DATABASE_URL` and `REDIS_URL`, when set, are used instead.
"""

import atexit
import os
import tempfile
from pathlib import Path
from unittest import mock

from notify_project import embedded
from notify_project.embedded import EmbeddedStores

MARK = "NOTIFY_TEST_STORES"
# What is in the database need not outlive the run.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start_stores() -> None:
    folder = Path(tempfile.mkdtemp(prefix="notify-test-"))
    stores = EmbeddedStores(folder / "data", folder / "run")
    atexit.register(stores.stop)
    with mock.patch.dict(embedded.POSTGRES_SETTINGS, FORGETFUL):
        stores.start(
            postgres=not os.environ.get("DATABASE_URL"), valkey=not os.environ.get("REDIS_URL")
        )
    os.environ |= {
        MARK: str(folder),
        "NOTIFY_DATA_DIR": str(folder / "data"),
        "NOTIFY_SOCKET_DIR": str(folder / "run"),
        "NOTIFY_BROKER": "stub",
        "LOG_LEVEL": "WARNING",
        "PASSWORD_HASHER": "fast",
        "REDIS_TIMEOUT": "10",  # a Valkey that waits for its turn on a busy machine is not gone
    }


if MARK not in os.environ:
    start_stores()

"""One running product for the fault tests: each leaves it working."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.product import Product


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    # Not pytest's own folder: each run of pytest closes that to the user that PostgreSQL runs as.
    folder = Path(tempfile.mkdtemp(prefix="notify-product-"))
    running = Product(folder)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(folder)

"""One running product for the fault tests: each leaves it working."""

from collections.abc import Iterator

import pytest

from tests.faults.product import Product


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = Product(tmp_path_factory.mktemp("product"))
    running.start()
    yield running
    running.stop()

"""A scanner that listens, for the tests that want files to be checked."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.files.clamd import Clamd, running_clamd


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    with running_clamd() as clamd:
        settings.CLAMD_URL = clamd.url
        yield clamd

"""In which order the workers of a parallel run take the files: what takes long comes first.

Loaded by `-p tests.order`. A worker that began with a long file at the end would be alone in it.
The fault tests stay together: they share a product, which takes long to start.
"""

import gc
from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = "tests/faults/"
LONG = (
    TOGETHER,
    "tests/clients/test_schemathesis.py",
    "tests/documentation/test_examples.py",
    "_in_chromium.py",
    "tests/portal/test_roles.py",
)


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def rank(file: str) -> int:
    return next((place for place, part in enumerate(LONG) if part in file), len(LONG))


class LongFirst(LoadScopeScheduling):
    """Gives out whole files in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else file_of(nodeid)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    number = Counter(file_of(item.nodeid) for item in items)

    def place(item: pytest.Item) -> tuple[int, int, str]:
        file = file_of(item.nodeid)
        return rank(file), -number[file], file

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Let Python look for garbage less often, and not in what stays for the whole run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LongFirst | None:
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # by the number of tests alone
    return LongFirst(config, log)

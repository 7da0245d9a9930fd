"""Keep what a send reads of a service, and know at its commit whether that still holds.

Triggers raise `Service.version` in the transaction that changes the service, a key, a template, a
category or a sender of it, whoever changes it and however. A send that trusts what its process has
kept gives the version of that with its row; the statement that stores the row stores nothing when
the version is another by now (sending/store.py). So a key that is revoked and a service that is
suspended stop at that commit, in every process, without a message between them.

What is kept may accept, and never refuses: a refusal is looked into again (`is_current`).
"""

from collections.abc import Hashable
from typing import Generic, TypeVar
from uuid import UUID

from notify.hot_sql import read

Item = TypeVar("Item")

MOST_KEPT = 5_000
CURRENT = "SELECT version FROM services_service WHERE id = %s"


class Kept(Generic[Item]):
    """What a process has read, by its key. Forgets everything when it is full: it is soon back."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._items: dict[Hashable, Item] = {}  # single operations on a dict need no lock

    def get(self, key: Hashable) -> Item | None:
        return self._items.get(key)

    def put(self, key: Hashable, item: Item) -> None:
        if len(self._items) >= self._most:
            self._items.clear()
        self._items[key] = item

    def forget(self, key: Hashable) -> None:
        self._items.pop(key, None)


def is_current(service_id: UUID, version: int) -> bool:
    """Say whether nothing of a service has changed since it had this version."""
    return read(CURRENT, [service_id]) == [(version,)]

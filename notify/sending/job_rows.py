"""The rows of a job between the moment they are checked and the moment they are messages.

They are kept sealed, in chunks: what is not a message yet can be found in one place, read without
the rest of the list, and is gone in the transaction that makes messages of it.
"""

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import orjson

from notify.vault import CannotOpen, open_bytes, seal_bytes

PURPOSE = "job rows"
ROWS_IN_CHUNK = 5_000
COMPRESSION = 1  # a third of the size for 2 us a row; more effort gains little on short texts


class ReadyRow(NamedTuple):
    """A checked row: whom it goes to, as written and as compared, and all that is sent."""

    recipient: str
    normalised: str
    values: Sequence[object]
    reference: str | None
    fragments: int
    international: bool
    language: str
    unsubscribe_url: str = ""


class ReadyRows(NamedTuple):
    """Rows whose values are those of the placeholders in `names`, in that order."""

    names: Sequence[str]
    rows: Sequence[ReadyRow]


def seal_rows(ready: ReadyRows) -> bytes:
    # A named tuple is a list to orjson only when it is told so.
    plain = orjson.dumps([ready.names, [tuple(row) for row in ready.rows]])
    return seal_bytes(zlib.compress(plain, COMPRESSION), PURPOSE)


def open_rows(sealed: bytes) -> ReadyRows:
    """Raises CannotOpen."""
    try:
        names, rows = orjson.loads(zlib.decompress(open_bytes(sealed, PURPOSE)))
    except zlib.error as error:
        raise CannotOpen("not job rows") from error
    return ReadyRows(names, [ReadyRow(*row) for row in rows])

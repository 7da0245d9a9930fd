"""What the check of a list found, small enough to keep whatever the list's size."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import orjson

from notify.recipients.columns import Channel as RecipientChannel
from notify.recipients.columns import column_key, recipient_keys
from notify.recipients.file_check import FileCheck
from notify.recipients.recipient_rows import Row
from notify.sending.batch import LANGUAGE_KEYS, Batch
from notify.vault import open_bytes, seal_bytes

PURPOSE: Final = "verdict on a list"
ROWS_SHOWN: Final = 10
ROWS_IN_ERROR_SHOWN: Final = 50
RECIPIENTS_SHOWN: Final = 50
NUMBERS_SHOWN: Final = 10


@dataclass(frozen=True)
class Problem:
    """One kind of problem in one column (none: about the whole message); `rows` are the first."""

    heading: str
    code: str
    detail: str
    count: int
    rows: Sequence[int]


@dataclass(frozen=True)
class ShownRow:
    """A row as the page shows it; `errors` are (code, detail) by column, "" for the whole row."""

    number: int
    cells: Sequence[str]
    errors: Mapping[str, tuple[str, str]]
    is_allowed: bool


@dataclass(frozen=True)
class SetApart:
    """Rows that a person decides about: repeats, or recipients that are suppressed."""

    rows: Sequence[int] = ()
    shown: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class Verdict:
    """What is right and wrong with a list. Row numbers start at 0, the heading not counted.

    `unreadable` is a code and its detail when the file could not be read to its end.
    """

    headings: Sequence[str] = ()
    shown_headings: Sequence[str] = ()
    missing: Sequence[str] = ()
    duplicates: Sequence[str] = ()
    row_count: int = 0
    max_rows: int = 0
    rows: Sequence[ShownRow] = ()
    rows_in_error: int = 0
    problems: Sequence[Problem] = ()
    not_allowed: int = 0
    mixes_simulated: bool = False
    is_simulated: bool = False
    cost: int = 0
    repeated: SetApart = field(default_factory=SetApart)
    suppressed: SetApart = field(default_factory=SetApart)
    unreadable: tuple[str, str] | None = None

    @property
    def has_columns(self) -> bool:
        return not (self.missing or self.duplicates)

    @property
    def has_too_many_rows(self) -> bool:
        return self.row_count > self.max_rows

    @property
    def can_be_sent(self) -> bool:
        """Tell whether the list is in order, limits of the service aside."""
        return bool(
            self.has_columns
            and self.row_count
            and not self.has_too_many_rows
            and not self.rows_in_error
            and not self.not_allowed
            and not self.mixes_simulated
            and not self.unreadable
        )


def seal_verdict(verdict: Verdict) -> bytes:
    return seal_bytes(orjson.dumps(asdict(verdict)), PURPOSE)


def open_verdict(sealed: bytes | memoryview) -> Verdict:
    """Raises CannotOpen."""
    plain: dict[str, Any] = orjson.loads(open_bytes(sealed, PURPOSE))
    plain["rows"] = [ShownRow(**row) for row in plain["rows"]]
    plain["problems"] = [Problem(**problem) for problem in plain["problems"]]
    for name in ("repeated", "suppressed"):
        plain[name] = SetApart(**plain[name])
    return Verdict(**plain)


class Gatherer:
    """Gathers, row by row, what the pages show; `cells` are the row as it stands in the file."""

    def __init__(self, headings: Sequence[str], placeholders: Sequence[str], channel: str) -> None:
        keys = set(recipient_keys(RecipientChannel(channel))) | LANGUAGE_KEYS | {"reference"}
        keys |= {column_key(name) for name in placeholders}
        self._indexes = [n for n, each in enumerate(headings) if column_key(each) in keys]
        self.shown_headings = [headings[index] for index in self._indexes]
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._numbers: dict[tuple[str, str, str], list[int]] = {}
        self._first: list[ShownRow] = []
        self._in_error: list[ShownRow] = []

    def add(self, row: Row, cells: Sequence[str]) -> None:
        if row.has_errors:
            self._count(row)
        if row.has_errors or not row.is_allowed:
            if len(self._in_error) < ROWS_IN_ERROR_SHOWN:
                self._in_error.append(self._show(row, cells))
        elif len(self._first) < ROWS_SHOWN:
            self._first.append(self._show(row, cells))

    @property
    def rows(self) -> list[ShownRow]:
        return self._in_error or self._first

    @property
    def problems(self) -> list[Problem]:
        """Return the kinds of problems, the most frequent first."""
        return [
            Problem(*key, count=count, rows=self._numbers[key])
            for key, count in self._counts.most_common()
        ]

    def _count(self, row: Row) -> None:
        keys = [(error.heading, str(error.code), error.detail) for error in row.errors]
        if row.message_error:
            keys.append(("", str(row.message_error), ""))
        for key in keys:
            self._counts[key] += 1
            numbers = self._numbers.setdefault(key, [])
            if len(numbers) < NUMBERS_SHOWN:
                numbers.append(row.number)

    def _show(self, row: Row, cells: Sequence[str]) -> ShownRow:
        errors = {error.heading: (str(error.code), error.detail) for error in row.errors}
        if row.message_error:
            errors[""] = (str(row.message_error), "")
        shown = [cells[index] if index < len(cells) else "" for index in self._indexes]
        return ShownRow(row.number, shown, errors, row.is_allowed)


def make_verdict(
    batch: Batch, gathered: Gatherer, *, repeated: SetApart, suppressed: SetApart
) -> Verdict:
    check: FileCheck = batch.check
    is_sms = check.channel is RecipientChannel.SMS
    return Verdict(
        headings=check.headings,
        shown_headings=gathered.shown_headings,
        missing=check.missing_columns,
        duplicates=check.duplicate_recipient_columns,
        row_count=check.row_count,
        max_rows=check.max_rows,
        rows=gathered.rows,
        rows_in_error=check.rows_in_error_count,
        problems=gathered.problems,
        not_allowed=check.not_allowed_count,
        mixes_simulated=is_sms and check.mixes_simulated_and_real,
        is_simulated=batch.ready.is_simulated,
        cost=batch.ready.cost,
        repeated=repeated,
        suppressed=suppressed,
    )

"""What POST /v2/notifications/bulk may hold (contract, sections 1.3, 3.1 and 3.8)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from notify.api.v2.problems import printed
from notify.api.v2.schema import Reader, as_object
from notify.recipients.csv_text import read_csv_text
from notify.recipients.recipient_rows import MAX_ROWS
from notify.recipients.row_lists import read_row_lists

BULK_FIELDS = (
    "name",
    "template_id",
    "rows",
    "csv",
    "reply_to_id",
    "scheduled_for",
    "reference",
    "language",
)
FEWEST_ENTRIES = 2  # a heading and one row


@dataclass(frozen=True)
class BulkForm:
    """A list as it was asked for; one of `rows` and `csv` should hold something."""

    name: str
    template_id: UUID
    rows: Sequence[object]
    csv: str
    sender_id: UUID | None
    scheduled_for: datetime | None
    language: str | None

    @property
    def has_one_source(self) -> bool:
        return bool(self.rows) != bool(self.csv)

    def read_rows(self) -> Iterator[Sequence[str]]:
        """Yield the heading and the rows. Raises UnreadableFile."""
        return read_row_lists(self.rows) if self.rows else read_csv_text(self.csv)


def read_bulk(body: object, *, now: datetime | None = None) -> BulkForm:
    """Check a request to send to a list, all but the list itself. Raises ValidationFailed."""
    given = as_object(body)
    reader = Reader(given, now or datetime.now(UTC))
    name = reader.text("name")
    template_id = reader.uuid("template_id")
    rows = _rows(reader, given)
    csv = reader.text("csv")
    sender_id = None if given.get("reply_to_id") is None else reader.uuid("reply_to_id")
    scheduled_for = reader.schedule()
    reader.text("reference")  # accepted and ignored: a column of the list has the references
    language = reader.language()
    reader.close(("name", "template_id"), BULK_FIELDS)
    assert name is not None  # noqa: S101  close() has raised
    assert template_id is not None  # noqa: S101
    return BulkForm(name, template_id, rows, csv or "", sender_id, scheduled_for, language)


def _rows(reader: Reader, given: Mapping[str, Any]) -> Sequence[object]:
    if "rows" not in given:
        return ()
    rows = given["rows"]
    if not isinstance(rows, list):
        reader.problems.add_wrong_type("rows", rows, "array")
        return ()
    if len(rows) < FEWEST_ENTRIES:
        reader.problems.add("rows", f"{printed(repr(rows))} is too short")
    elif len(rows) > MAX_ROWS + 1:
        # The heading is enough to know the list by; the rest is personal data.
        reader.problems.add("rows", f"[{printed(repr(rows[0]))}, …] is too long")
    return rows

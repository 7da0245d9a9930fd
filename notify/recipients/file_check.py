"""The verdict on a whole recipient file, kept small whatever the size of the file."""

from dataclasses import dataclass, field
from typing import Final

from notify.recipients.columns import Channel
from notify.recipients.email_address import EmailAddress
from notify.recipients.phone_number import PhoneNumber
from notify.recipients.recipient_rows import RecipientRows, Row
from notify.recipients.simulators import is_simulated, may_be_repeated

ROWS_SHOWN: Final = 10
ROWS_IN_ERROR_KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What is wrong with a file, and its first rows.

    Row numbers start at 0. `rows_in_error` holds the first ones, `rows_in_error_count` counts
    all. `row_count` includes rows beyond `max_rows`, which were not looked at.
    `repeated_rows` are those whose recipient stood in an earlier row: a warning, no error.
    """

    channel: Channel
    limit: int
    headings: tuple[str, ...]
    missing_columns: tuple[str, ...]
    duplicate_recipient_columns: tuple[str, ...]
    row_count: int
    max_rows: int
    first_rows: tuple[Row, ...]
    rows_in_error: tuple[Row, ...]
    rows_in_error_count: int
    first_row_too_long: int | None
    first_row_not_allowed: int | None
    not_allowed_count: int
    simulated_count: int
    repeated_rows: tuple[int, ...]

    @property
    def has_too_many_rows(self) -> bool:
        """Tell whether there are more rows than a file may have."""
        return self.row_count > self.max_rows

    @property
    def has_errors(self) -> bool:
        """Tell whether the file cannot be sent as it is, limits of the service aside."""
        return bool(
            self.missing_columns
            or self.duplicate_recipient_columns
            or self.has_too_many_rows
            or self.not_allowed_count
            or self.rows_in_error_count
        )

    @property
    def mixes_simulated_and_real(self) -> bool:
        """Tell whether some recipients are test recipients and some are not."""
        return 0 < self.simulated_count < self.row_count

    @property
    def shown_rows(self) -> tuple[Row, ...]:
        """Return the rows to show a person: those in error, if all columns are there."""
        if self.rows_in_error and not self.missing_columns:
            return self.rows_in_error
        return self.first_rows


def check_file(
    rows: RecipientRows, *, shown: int = ROWS_SHOWN, errors_kept: int = ROWS_IN_ERROR_KEPT
) -> FileCheck:
    """Read all rows and return the verdict. Raises `UnreadableFile`."""
    tally = _Tally(shown=shown, errors_kept=errors_kept)
    for row in rows:
        tally.add(row)
    return FileCheck(
        channel=rows.template.channel,
        limit=rows.template.limit,
        headings=rows.columns.headings,
        missing_columns=rows.columns.missing,
        duplicate_recipient_columns=rows.columns.duplicate_recipients,
        row_count=tally.row_count + rows.count_unread(),
        max_rows=rows.max_rows,
        first_rows=tuple(tally.first_rows),
        rows_in_error=tuple(tally.rows_in_error),
        rows_in_error_count=tally.rows_in_error_count,
        first_row_too_long=tally.first_row_too_long,
        first_row_not_allowed=tally.first_row_not_allowed,
        not_allowed_count=tally.not_allowed_count,
        simulated_count=tally.simulated_count,
        repeated_rows=tuple(tally.repeated_rows),
    )


@dataclass(slots=True)
class _Tally:
    shown: int
    errors_kept: int
    row_count: int = 0
    first_rows: list[Row] = field(default_factory=list)
    rows_in_error: list[Row] = field(default_factory=list)
    rows_in_error_count: int = 0
    first_row_too_long: int | None = None
    first_row_not_allowed: int | None = None
    not_allowed_count: int = 0
    simulated_count: int = 0
    repeated_rows: list[int] = field(default_factory=list)
    # Hashes of 64 bits in place of the recipients: a tenth of the memory, no personal data.
    seen: set[int] = field(default_factory=set)

    def add(self, row: Row) -> None:
        self.row_count += 1
        if len(self.first_rows) < self.shown:
            self.first_rows.append(row)
        if row.errors or row.message_error is not None:
            self._add_error(row)
        if not row.is_allowed:
            self.not_allowed_count += 1
            if self.first_row_not_allowed is None:
                self.first_row_not_allowed = row.number
        if row.address is not None:
            self._add_recipient(row)

    def _add_error(self, row: Row) -> None:
        self.rows_in_error_count += 1
        if len(self.rows_in_error) < self.errors_kept:
            self.rows_in_error.append(row)
        if self.first_row_too_long is None and row.is_too_long:
            self.first_row_too_long = row.number

    def _add_recipient(self, row: Row) -> None:
        address = row.address
        if address is None:
            return
        self.simulated_count += is_simulated(address)
        if may_be_repeated(address):
            return
        fingerprint = hash(_normal_form(address))
        if fingerprint in self.seen:
            self.repeated_rows.append(row.number)
        self.seen.add(fingerprint)


def _normal_form(address: EmailAddress | PhoneNumber) -> str:
    return address.e164 if isinstance(address, PhoneNumber) else address.normalised

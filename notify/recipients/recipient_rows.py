"""The rows of a recipient file, each checked against a template as it is read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from notify.recipients.allowed_recipients import AllowedRecipients
from notify.recipients.columns import Channel, Columns, Language, PlaceholderColumn, match_columns
from notify.recipients.email_address import EmailAddress, parse_email_address
from notify.recipients.errors import RecipientError, RecipientErrorCode
from notify.recipients.phone_number import PhoneNumber, parse_phone_number
from notify.recipients.row_template import RowTemplate, Value
from notify.recipients.whitespace import strip_invisible
from notify.rendering.sms_alphabet import UNKNOWN, to_sms_characters

MAX_ROWS: Final = 50_000


class CellError(NamedTuple):
    """What is wrong with a cell; `heading` is as in the file, `detail` as in the error."""

    heading: str
    code: RecipientErrorCode
    detail: str
    is_recipient: bool


class Row(NamedTuple):
    """One row of a file; `number` starts at 0, the heading not counted.

    `recipient` is what the file says, `address` what that means, or None if it means nothing.
    `values` are by the template's own names, an empty cell being None. `message_error` is
    MESSAGE_TOO_LONG or MESSAGE_EMPTY, about all values together.
    """

    number: int
    recipient: str | None
    address: EmailAddress | PhoneNumber | None
    values: dict[str, Value]
    reference: str | None
    errors: tuple[CellError, ...]
    message_error: RecipientErrorCode | None
    is_allowed: bool

    @property
    def has_errors(self) -> bool:
        """Tell whether this row cannot be sent as it is."""
        return bool(self.errors) or self.message_error is not None

    @property
    def is_too_long(self) -> bool:
        """Tell whether a value, or the message with all of them, is over the limit."""
        return self.message_error is RecipientErrorCode.MESSAGE_TOO_LONG or any(
            error.code is RecipientErrorCode.CELL_TOO_LONG for error in self.errors
        )


class RecipientRows:
    """Match a file against a template and read its rows once, in constant memory.

    `rows` come from `read_recipient_file`, `read_csv_text` or `read_row_lists`, the heading
    first. An empty `allowed` list is no restriction. Rows from `max_rows` on are not read;
    `count_unread` counts them.
    """

    def __init__(
        self,
        rows: Iterable[Sequence[str]],
        template: RowTemplate,
        *,
        language: Language = "en",
        max_rows: int = MAX_ROWS,
        allowed: Collection[str] = (),
        international: bool = True,
    ) -> None:
        """Read the heading. Raises `UnreadableFile`, here and while rows are read."""
        self._rows = iter(rows)
        self.template = template
        self.max_rows = max_rows
        self.columns: Columns = match_columns(
            next(self._rows, ()),
            channel=template.channel,
            placeholders=template.placeholders,
            language=language,
        )
        self._numbered = enumerate(islice(self._rows, max_rows))
        self._allowed = AllowedRecipients(allowed)
        self._international = international

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows, at most `max_rows`; each row can be had once."""
        for number, cells in self._numbered:
            yield self._row(number, cells)

    def skip(self, count: int) -> None:
        """Pass over rows unchecked, as when a job goes on where it stopped."""
        for _ in islice(self._numbered, count):
            pass

    def count_unread(self) -> int:
        """Count, and throw away, the rows that iterating has left."""
        return sum(1 for _ in self._rows)

    def _row(self, number: int, cells: Sequence[str]) -> Row:
        columns = self.columns
        errors: list[CellError] = []
        recipient = _cell(cells, columns.recipient_index)
        address = self._address(recipient, errors)
        values: dict[str, Value] = {}
        for column in columns.placeholders:
            value = _value(cells, column)
            values[column.name] = value
            self._check_value(column, value, errors)
        if len(errors) > 1:
            errors.sort(key=lambda error: columns.headings.index(error.heading))
        return Row(
            number=number,
            recipient=recipient,
            address=address,
            values=values,
            reference=_cell(cells, columns.reference_index),
            errors=tuple(errors),
            message_error=self._message_error(values),
            is_allowed=not self._allowed or self._allowed.has(recipient or "", address),
        )

    def _address(
        self, recipient: str | None, errors: list[CellError]
    ) -> EmailAddress | PhoneNumber | None:
        heading = self.columns.recipient_heading
        if recipient is None:
            if self.columns.recipient_index is not None:
                missing = RecipientErrorCode.CELL_MISSING
                errors.append(CellError(heading, missing, detail="", is_recipient=True))
            return None
        try:
            if self.template.channel is Channel.EMAIL:
                return parse_email_address(recipient)
            return parse_phone_number(recipient, international=self._international)
        except RecipientError as error:
            errors.append(CellError(heading, error.code, error.detail, is_recipient=True))
            return None

    def _check_value(
        self, column: PlaceholderColumn, value: Value, errors: list[CellError]
    ) -> None:
        if value is None:
            # A recipient column that is also a placeholder has had its error.
            if self.columns.recipient_index not in column.indexes:
                code = RecipientErrorCode.CELL_MISSING
                errors.append(CellError(column.heading, code, detail="", is_recipient=False))
        elif self.template.channel is Channel.SMS and self._is_cell_too_long(value):
            code = RecipientErrorCode.CELL_TOO_LONG
            errors.append(CellError(column.heading, code, detail="", is_recipient=False))

    def _is_cell_too_long(self, value: str | list[str]) -> bool:
        """Tell whether one value with the template as written is over the limit.

        A stricter rule than the message's own length, which callers of the bulk API rely on:
        the brackets and names of placeholders count too.
        """
        if isinstance(value, list):
            return False
        room = self.template.limit - self.template.raw_length
        return len(value) * 2 > room and len(value) + _unknown_characters(value) > room

    def _message_error(self, values: dict[str, Value]) -> RecipientErrorCode | None:
        template = self.template
        if not template.may_be_blank and template.surely_fits(values):
            return None
        if self.columns.missing or None in values.values():
            return None
        size = template.size(values)
        if size > template.limit:
            return RecipientErrorCode.MESSAGE_TOO_LONG
        return None if size else RecipientErrorCode.MESSAGE_EMPTY


def _cell(cells: Sequence[str], index: int | None) -> str | None:
    if index is None or index >= len(cells):
        return None
    return strip_invisible(cells[index]) or None


def _value(cells: Sequence[str], column: PlaceholderColumn) -> Value:
    if len(column.indexes) == 1:
        return _cell(cells, column.indexes[0])
    items = (_cell(cells, index) for index in column.indexes)
    return [item for item in items if item is not None]


def _unknown_characters(text: str) -> int:
    """Count the characters a text message cannot carry."""
    return to_sms_characters(text).count(UNKNOWN) - text.count(UNKNOWN)

"""The frozen answers of the bulk API about a file, the first that applies."""

from itertools import islice
from typing import Final, Literal

from notify.recipients.columns import Channel
from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.file_check import FileCheck
from notify.recipients.messages import english_message
from notify.recipients.recipient_rows import CellError, Row

KeyType = str  # "normal", "team" or "test"

ROWS_LISTED: Final = 20

MIXED_NUMBERS: Final = "Bulk sending to testing and non-testing numbers is not supported"
_TEAM_KEY: Final = (
    "You cannot send to these recipients because you used a team and safelist API key."
)
_TRIAL: Final = (
    "You cannot send to these recipients because your service is in trial mode."
    " You can only send to members of your team and your safelist."
)


def unreadable_message(error: UnreadableFile) -> str:
    """Return the answer to `rows` or `csv` that cannot be read."""
    return f"Error converting to CSV: {english_message(error.code, error.detail)}"


def bulk_problem(
    check: FileCheck,
    *,
    key_type: KeyType,
    remaining_annual: int | None = None,
    remaining_daily: int | None = None,
) -> str | None:
    """Return the first problem of a file in the words of the API, or None.

    `remaining_annual` and `remaining_daily` are messages; None is no limit.
    """
    return (
        _column_problem(check)
        or _limit_problem(check, remaining=remaining_annual, period="annual")
        or _limit_problem(check, remaining=remaining_daily, period="daily")
        or _size_problem(check)
        or _allowed_problem(check, key_type)
        or _row_problem(check)
        or _simulator_problem(check, key_type)
    )


def _column_problem(check: FileCheck) -> str | None:
    if check.missing_columns:
        return f"Missing column headers: {', '.join(check.missing_columns)}"
    if check.duplicate_recipient_columns:
        return f"Duplicate column headers: {', '.join(check.duplicate_recipient_columns)}"
    return None


def _limit_problem(
    check: FileCheck, *, remaining: int | None, period: Literal["annual", "daily"]
) -> str | None:
    if remaining is None or check.row_count <= remaining:
        return None
    messages = "sms messages" if check.channel is Channel.SMS else "messages"
    return (
        f"You only have {max(remaining, 0)} remaining {messages} before you reach your {period}"
        f" limit. You've tried to send {check.row_count} {messages}."
    )


def _size_problem(check: FileCheck) -> str | None:
    if check.has_too_many_rows:
        return f"Too many rows. Maximum number of rows allowed is {check.max_rows}"
    return None


def _allowed_problem(check: FileCheck, key_type: KeyType) -> str | None:
    if not check.not_allowed_count:
        return None
    return _TEAM_KEY if key_type == "team" else _TRIAL


def _row_problem(check: FileCheck) -> str | None:
    if check.first_row_too_long is not None:
        # Counted from 1 here and from 0 below: callers have always seen it so.
        return (
            f"Row {check.first_row_too_long + 1} - has a character count greater than"
            f" {check.limit} characters. Some messages may be too long due to custom content."
        )
    if not check.rows_in_error:
        return None
    listed = " ".join(_row_text(row) for row in islice(check.rows_in_error, ROWS_LISTED))
    return f"Some rows have errors. {listed}"


def _row_text(row: Row) -> str:
    cells = [f"`{error.heading}`: {_cell_text(error)}" for error in row.errors]
    if row.message_error is not None:
        cells.append(english_message(row.message_error))
    return f"Row {row.number} - {','.join(cells)}."


def _cell_text(error: CellError) -> str:
    if error.is_recipient and error.code is not RecipientErrorCode.CELL_MISSING:
        return "invalid recipient"
    return english_message(error.code, error.detail)


def _simulator_problem(check: FileCheck, key_type: KeyType) -> str | None:
    if check.channel is Channel.SMS and key_type != "test" and check.mixes_simulated_and_real:
        return MIXED_NUMBERS
    return None

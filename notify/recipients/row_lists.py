"""Rows given as lists of values, as the API takes them, into rows of text."""

from collections.abc import Iterable, Iterator

from notify.recipients.errors import RecipientErrorCode, UnreadableFile


def read_row_lists(rows: Iterable[object]) -> Iterator[list[str]]:
    """Yield each row as text, without the blank rows at both ends; null is an empty cell.

    Raises `UnreadableFile`.
    """
    held: list[list[str]] = []
    for row in rows:
        cells = _cells(row)
        if any(cells):
            yield from held
            held = [cells]
        elif held:
            held.append(cells)
    yield from held[:1]


def _cells(row: object) -> list[str]:
    if isinstance(row, str | bytes) or not isinstance(row, Iterable):
        raise UnreadableFile(RecipientErrorCode.ROW_NOT_A_LIST, detail=type(row).__name__)
    return [_text(value) for value in row]


def _text(value: object) -> str:
    if value is None:
        return ""
    try:
        text = value if isinstance(value, str) else str(value)
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError as error:
        raise UnreadableFile(RecipientErrorCode.NOT_UNICODE) from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or lists a thousand deep.
        raise UnreadableFile(RecipientErrorCode.FIELD_TOO_LARGE) from error
    return text.replace("\0", "") if "\0" in text else text

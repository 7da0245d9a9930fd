"""Tables to download: streamed, for Excel in both languages, without a formula in any cell."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override

from notify.recipients.safe_cells import safe_cell
from notify.recipients.sample_file import BYTE_ORDER_MARK

LINES_AT_ONCE = 500


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_answer(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    """Return rows as a CSV file, made while it is sent, in the language of the page."""
    response = StreamingHttpResponse(
        _lines(rows, get_language() or "en"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _lines(rows: Iterable[Sequence[object]], language: str) -> Iterator[str]:
    """Yield the text of the file; the language holds while rows are made, long after the view."""
    writer: Any = csv.writer(_Echo())
    unread = iter(rows)
    yield BYTE_ORDER_MARK
    while True:
        lines = []
        with override(language):
            for row in unread:
                lines.append(writer.writerow([safe_cell(cell) for cell in row]))
                if len(lines) == LINES_AT_ONCE:
                    break
        if not lines:
            return
        yield "".join(lines)

"""Tables to download: for Excel in both languages, without a formula in any cell."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override

from notify.recipients.safe_cells import safe_cell
from notify.recipients.sample_file import BYTE_ORDER_MARK
from notify.recipients.xlsx_file import MEDIA_TYPE, write_xlsx

LINES_AT_ONCE = 500


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def table_answer(
    rows: Iterable[Sequence[object]], name: str, kind: str
) -> StreamingHttpResponse | FileResponse:
    """Return rows as a file of a kind, "csv" or "xlsx"; `name` goes without it."""
    answer = xlsx_answer if kind == "xlsx" else csv_answer
    return answer(rows, f"{name}.{kind}")


def csv_answer(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    """Return rows as a CSV file, streamed while it is made, in the language of the page."""
    response = StreamingHttpResponse(
        _lines(rows, get_language() or "en"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def xlsx_answer(rows: Iterable[Sequence[object]], name: str) -> FileResponse:
    """Return rows as a workbook. Excel opens it right where lists are separated by semicolons."""
    output = tempfile.TemporaryFile()  # closed by the response
    write_xlsx(output, rows)
    output.seek(0)
    return FileResponse(output, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


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

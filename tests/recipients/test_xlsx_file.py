"""Workbooks that we write are read back as they were, and hold nothing but text."""

import io
import zipfile

from notify.recipients.file_reader import read_recipient_file
from notify.recipients.xlsx_file import write_xlsx


def written(rows: list[list[object]]) -> bytes:
    output = io.BytesIO()
    write_xlsx(output, rows)
    return output.getvalue()


def test_rows_come_back_as_they_were() -> None:
    rows = [
        ["adresse courriel", "prénom", "n°"],
        ["zoe@example.ca", "Zoé & <b>Léa</b>", "007"],
        ["ana@example.ca", "deux\nlignes  ", "+1 613 736 3100"],
    ]

    read = list(read_recipient_file(written([list(row) for row in rows]), file_name="list.xlsx"))

    assert read == rows


def test_no_cell_is_a_formula_or_a_number() -> None:
    content = written([["=1+1", "@SUM(A1)", 12, None]])

    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()

    assert "<f" not in sheet
    assert "<v" not in sheet
    assert sheet.count('t="inlineStr"') == 4
    assert ">=1+1</t>" in sheet


def test_what_xml_cannot_hold_is_left_out() -> None:
    content = written([["a\x00b\x0bc\ud800d\ufffe", "x" * 40_000]])

    read = list(read_recipient_file(content, file_name="list.xlsx"))

    assert read == [["abcd", "x" * 32_767]]

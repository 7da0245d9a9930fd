"""Files of every kind that people upload, and files that are out to do harm."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.recipients.archive import MAX_ENTRIES, MAX_UNPACKED_BYTES, check_archive
from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.file_reader import read_recipient_file
from tests.recipients.workbooks import ods, text_rows, xls, xlsx, zipped

ROWS = [["email address", "prénom"], ["a@x.example", "Zoé"]]
TEXT = "email address,prénom\na@x.example,Zoé\n"
SEMICOLONS = TEXT.replace(",", ";")
TABS = TEXT.replace(",", "\t")

TEXT_FILES = {
    "utf-8": ("x.csv", TEXT.encode()),
    "utf-8 with a mark": ("x.csv", TEXT.encode("utf-8-sig")),
    "utf-16 little endian": ("x.csv", b"\xff\xfe" + TEXT.encode("utf-16-le")),
    "utf-16 big endian": ("x.csv", b"\xfe\xff" + TEXT.encode("utf-16-be")),
    "windows-1252": ("x.csv", TEXT.encode("cp1252")),
    "upper case suffix": ("X.CSV", TEXT.encode()),
    "windows line ends": ("x.csv", TEXT.replace("\n", "\r\n").encode()),
    "old macintosh line ends": ("x.csv", TEXT.replace("\n", "\r").encode()),
    "semicolons of a French Excel": ("x.csv", SEMICOLONS.encode("cp1252")),
    "semicolons named on a line before": ("x.csv", f"sep=;\r\n{SEMICOLONS}".encode()),
    "tabs": ("x.tsv", TABS.encode()),
    "tabs under another name": ("x.csv", TABS.encode()),
    "unicode text of Excel": ("x.tsv", TABS.encode("utf-16")),
    "commas in a tsv": ("x.tsv", TEXT.encode()),
    "blank lines before the heading": ("x.csv", f"\n,,\n{TEXT}".encode()),
}


def rows_of(content: bytes, name: str = "x.csv") -> list[list[str]]:
    return list(read_recipient_file(content, file_name=name))


def code_of(content: bytes, name: str = "x.csv") -> RecipientErrorCode:
    with pytest.raises(UnreadableFile) as caught:
        rows_of(content, name)
    return caught.value.code


@pytest.mark.parametrize(("name", "content"), TEXT_FILES.values(), ids=TEXT_FILES)
def test_text_file(name, content):
    assert rows_of(content, name) == ROWS


def test_heading_with_a_comma_in_a_semicolon_file():
    content = b"name, first;email address\nJane;jane@x.example\n"

    assert rows_of(content) == [["name, first", "email address"], ["Jane", "jane@x.example"]]


def test_quoted_heading_with_semicolons():
    content = b'"adresse courriel";"nom"\n"a@x.example";"A;B"\n'

    assert rows_of(content) == [["adresse courriel", "nom"], ["a@x.example", "A;B"]]


def test_semicolons_without_a_recipient_column_still_part_the_columns():
    assert rows_of(b"nom;date\nJane;lundi\n") == [["nom", "date"], ["Jane", "lundi"]]


def test_comma_wins_where_both_are_in_the_heading():
    assert rows_of(b"name;x,email address\n1;2,a@x.example\n")[0] == ["name;x", "email address"]


def test_encoding_is_judged_by_the_whole_file():
    content = b"email address,name\n" + b"a@x.example,Ana\n" * 50_000 + b"z@x.example,Zo\xe9\n"

    assert rows_of(content)[-1] == ["z@x.example", "Zoé"]


BAD_FILES = {
    "unknown suffix": ("x.pdf", b"a", RecipientErrorCode.FORMAT_UNKNOWN),
    "no suffix": ("csv", b"a", RecipientErrorCode.FORMAT_UNKNOWN),
    "binary": ("x.csv", bytes(range(256)), RecipientErrorCode.FILE_UNREADABLE),
    "utf-16 without a mark": (
        "x.csv",
        TEXT.encode("utf-16-le"),
        RecipientErrorCode.FILE_UNREADABLE,
    ),
    "utf-16 cut in half": (
        "x.csv",
        b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1],
        RecipientErrorCode.FILE_UNREADABLE,
    ),
    "utf-16 with a lone surrogate": (
        "x.csv",
        b"\xff\xfea\0\n\0\x00\xd8\n\0",
        RecipientErrorCode.FILE_UNREADABLE,
    ),
    "utf-8 mark before something else": (
        "x.csv",
        b"\xef\xbb\xbfa\nZo\xe9",
        RecipientErrorCode.FILE_UNREADABLE,
    ),
    "neither utf-8 nor windows-1252": ("x.csv", b"a\n\x81", RecipientErrorCode.FILE_UNREADABLE),
    "mixed line ends": ("x.csv", b"a,b\n1,2\r3,4\n", RecipientErrorCode.LONE_CARRIAGE_RETURN),
    "cell of 200,000 characters": (
        "x.csv",
        b"a\n" + b"x" * 200_000,
        RecipientErrorCode.FIELD_TOO_LARGE,
    ),
    "zip of something else": (
        "x.xlsx",
        zipped({"a.txt": "a"}),
        RecipientErrorCode.FILE_UNREADABLE,
    ),
    "cut-off workbook": (
        "x.xlsx",
        xlsx(text_rows(ROWS))[:-30],
        RecipientErrorCode.FILE_UNREADABLE,
    ),
    "cut-off old workbook": (
        "x.xls",
        xls([["a"]])[:1000],
        RecipientErrorCode.FILE_UNREADABLE,
    ),
}


@pytest.mark.parametrize(("name", "content", "code"), BAD_FILES.values(), ids=BAD_FILES)
def test_unreadable_file(name, content, code):
    assert code_of(content, name) is code


def test_unknown_suffix_is_refused_before_anything_is_read():
    with pytest.raises(UnreadableFile):
        read_recipient_file(io.BytesIO(), file_name="x.exe")


ODS_ROWS = (
    "<table:table-row>"
    '<table:table-cell office:value-type="string"><text:p>email address</text:p>'
    '</table:table-cell><table:table-cell office:value-type="string"><text:p>prénom</text:p>'
    "</table:table-cell></table:table-row><table:table-row>"
    '<table:table-cell office:value-type="string"><text:p>a@x.example</text:p>'
    '</table:table-cell><table:table-cell office:value-type="string"><text:p>Zoé</text:p>'
    "</table:table-cell></table:table-row>"
    '<table:table-row table:number-rows-repeated="1048574"><table:table-cell'
    ' table:number-columns-repeated="16384"/></table:table-row>'
)

WORKBOOKS = {
    "xlsx": ("x.xlsx", xlsx(text_rows(ROWS))),
    "xlsm": ("x.xlsm", xlsx(text_rows(ROWS))),
    "xls": ("x.xls", xls(ROWS)),
    "ods": ("x.ods", ods(ODS_ROWS)),
    "xlsx under the name of a csv": ("x.csv", xlsx(text_rows(ROWS))),
    "csv under the name of an xls": ("x.xls", TEXT.encode()),
}


@pytest.mark.parametrize(("name", "content"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_workbook(name, content):
    assert rows_of(content, name) == ROWS


def test_workbook_cells_are_shown_as_people_wrote_them():
    cells = "".join(
        [
            "<row>",
            "<c><v>6137363100</v></c>",
            "<c><v>59.970000000000006</v></c>",
            '<c s="1"><v>45000</v></c>',
            '<c s="2"><v>45000.5</v></c>',
            '<c s="3"><v>1.5</v></c>',
            '<c t="b"><v>1</v></c>',
            '<c t="e"><v>#REF!</v></c>',
            '<c s="1"><v>99999999</v></c>',
            "<c/>",
            '<c t="inlineStr"><is><t>end</t></is></c>',
            "</row>",
        ]
    )

    assert rows_of(xlsx(cells), "x.xlsx") == [
        [
            "6137363100",
            "59.97",
            "2023-03-15",
            "2023-03-15 12:00:00",
            "36:00:00",
            "True",
            "",
            "99999999",
            "",
            "end",
        ]
    ]


def test_old_workbook_keeps_a_phone_number_whole():
    assert rows_of(xls([["phone number"], [6137363100.0]]), "x.xls")[1] == ["6137363100"]


def test_blank_row_of_a_workbook_stays():
    assert rows_of(xlsx(text_rows([["a", "b"], [], ["c", "d"]])), "x.xlsx")[1] == ["", ""]


def test_empty_sheet_has_no_rows():
    assert rows_of(xlsx(""), "x.xlsx") == []


def test_path_and_stream_are_read_like_bytes(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(TEXT.encode())

    assert list(read_recipient_file(path, file_name="x.csv")) == ROWS
    with path.open("rb") as stream:
        assert list(read_recipient_file(stream, file_name="x.csv")) == ROWS
        assert not stream.closed


def test_workbook_is_let_go_when_the_reader_stops_early():
    content = xlsx(text_rows([["email address"]] + [["a@x.example"]] * 20_000))
    started = time.process_time()

    rows = read_recipient_file(content, file_name="x.xlsx")
    first = next(rows)
    rows.close()

    assert first == ["email address"]
    assert time.process_time() - started < 20  # a hang, not a speed


def test_cell_in_the_last_row_and_column_does_not_take_the_process_down():
    far = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )

    assert code_of(xlsx(far), "x.xlsx") is RecipientErrorCode.FILE_UNREADABLE


def test_cell_repeated_a_thousand_million_times_does_not_take_the_process_down():
    bomb = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell'
        ' table:number-columns-repeated="1000" office:value-type="string"><text:p>'
        f"{'a' * 100}</text:p></table:table-cell></table:table-row>"
    )

    assert code_of(ods(bomb), "x.ods") is RecipientErrorCode.FILE_UNREADABLE


def test_archive_that_says_it_unpacks_to_too_much_is_refused_unread():
    content = bytearray(zipped({"xl/workbook.xml": "x"}))
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, MAX_UNPACKED_BYTES + 1)

    assert code_of(bytes(content), "x.xlsx") is RecipientErrorCode.FILE_UNPACKS_TOO_LARGE


def test_archive_of_too_many_files_is_refused():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for number in range(MAX_ENTRIES + 1):
            archive.writestr(f"{number}", "")

    with pytest.raises(UnreadableFile) as caught:
        check_archive(output)

    assert caught.value.code is RecipientErrorCode.FILE_UNPACKS_TOO_LARGE


def test_text_is_read_in_constant_memory(tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(b"email address,name\n" + b"jane@x.example,Jane Doe\n" * 300_000)
    tracemalloc.start()

    count = sum(1 for _ in read_recipient_file(path, file_name="large.csv"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 300_001
    assert peak < 4_000_000


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_nothing_but_our_own_error_leaves_a_text_file(content):
    try:
        rows_of(b"a" + content)
    except UnreadableFile:
        pass


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_nothing_but_our_own_error_leaves_a_damaged_workbook(data):
    content = bytearray(data.draw(st.sampled_from([xlsx(text_rows(ROWS)), xls(ROWS)])))
    for _ in range(3):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))

    try:
        rows_of(bytes(content), "x.xlsx")
    except UnreadableFile:
        pass

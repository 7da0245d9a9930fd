"""How CSV text and lists of rows become rows of text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.recipients.bulk_messages import unreadable_message
from notify.recipients.csv_text import read_csv_text
from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.row_lists import read_row_lists

TEXTS = {
    "plain": ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
    "empty": ("", []),
    "nothing but blanks": (" \n,,\n\t", []),
    "windows line ends and a byte order mark": ('\ufeff"a",b\r\n1,2\r\n', [["a", "b"], ["1", "2"]]),
    "blank lines at both ends": ("\n \n,,\na\n1\n\n,,\n", [["a"], ["1"]]),
    "blank line in the middle": ("a\n1\n\n2", [["a"], ["1"], [], ["2"]]),
    "line of commas in the middle": ("a,b\n,\n1,2", [["a", "b"], ["", ""], ["1", "2"]]),
    "commas at the very end": ("a,b\n1,,,\n", [["a", "b"], ["1"]]),
    "first column without a heading": (",a\n0,x", [["", "a"], ["0", "x"]]),
    "quotes": ('a\n"Doe, ""J"""', [["a"], ['Doe, "J"']]),
    "line end in quotes": ('a,b\n"x\r\n\n\ny",2', [["a", "b"], ["x\r\n\n\ny", "2"]]),
    "space after a comma": ('a, b\n1, "2, 3"', [["a", "b"], ["1", "2, 3"]]),
    "semicolons are no delimiter": ("a;b\n1;2", [["a;b"], ["1;2"]]),
    "tabs are no delimiter": ("a\tb\n1\t2", [["a\tb"], ["1\t2"]]),
    "quote never closed": ('a\n"x\ny\n', [["a"], ["x\ny"]]),
    "null character": ("a\n1\0\x002", [["a"], ["12"]]),
}


@pytest.mark.parametrize(("text", "rows"), TEXTS.values(), ids=TEXTS)
def test_csv_text(text, rows):
    assert list(read_csv_text(text)) == rows


BAD_TEXTS = {
    "lone carriage return": (
        "a,b\r1,2\n3,4",
        RecipientErrorCode.LONE_CARRIAGE_RETURN,
        (
            "Error converting to CSV: new-line character seen in unquoted field"
            " - do you need to open the file with newline=''?"
        ),
    ),
    "cell of 200,000 characters": (
        "a\n" + "x" * 200_000,
        RecipientErrorCode.FIELD_TOO_LARGE,
        "Error converting to CSV: field larger than field limit (131072)",
    ),
    "lone surrogate": (
        "a\n\ud800",
        RecipientErrorCode.NOT_UNICODE,
        "Error converting to CSV: surrogates not allowed",
    ),
}


@pytest.mark.parametrize(("text", "code", "message"), BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_unreadable_csv_text(text, code, message):
    with pytest.raises(UnreadableFile) as caught:
        list(read_csv_text(text))

    assert caught.value.code is code
    assert unreadable_message(caught.value) == message


LISTS = {
    "values of every kind": (
        [["a", "b", "c", "d"], [1, 2.5, True, None]],
        [["a", "b", "c", "d"], ["1", "2.5", "True", ""]],
    ),
    "blank rows at both ends": ([[], [""], ["a"], ["1"], [None], []], [["a"], ["1"]]),
    "blank row in the middle": ([["a"], [], ["1"]], [["a"], [], ["1"]]),
    "list as a cell": ([["a"], [["x", "y"]]], [["a"], ["['x', 'y']"]]),
    "no rows": ([], []),
    "null character": ([["a"], ["\0x"]], [["a"], ["x"]]),
}


@pytest.mark.parametrize(("lists", "rows"), LISTS.values(), ids=LISTS)
def test_row_lists(lists, rows):
    assert list(read_row_lists(lists)) == rows


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


BAD_LISTS = {
    "number for a row": ([["a"], 5], "Error converting to CSV: iterable expected, not int"),
    "null for a row": ([["a"], None], "Error converting to CSV: iterable expected, not NoneType"),
    "text for a row": (["abc"], "Error converting to CSV: iterable expected, not str"),
    "lone surrogate": ([["a"], ["\udfff"]], "Error converting to CSV: surrogates not allowed"),
    "number of 9,000 digits": (
        [["a"], [10**9_000]],
        "Error converting to CSV: field larger than field limit (131072)",
    ),
    "lists 5,000 deep": (
        [["a"], [nested(5_000)]],
        "Error converting to CSV: field larger than field limit (131072)",
    ),
}


@pytest.mark.parametrize(("lists", "message"), BAD_LISTS.values(), ids=BAD_LISTS)
def test_unreadable_row_lists(lists, message):
    with pytest.raises(UnreadableFile) as caught:
        list(read_row_lists(lists))

    assert unreadable_message(caught.value) == message


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet='a,"\r\n \t;\0\ufeff\ud800')))
def test_nothing_but_our_own_error_leaves(text):
    try:
        rows = list(read_csv_text(text))
    except UnreadableFile:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.recursive(
                st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
                lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
                max_leaves=5,
            )
        )
    )
)
def test_any_json_in_rows_becomes_text_or_our_own_error(rows):
    try:
        read = list(read_row_lists(rows))
    except UnreadableFile:
        return
    assert all(isinstance(cell, str) for row in read for cell in row)


@pytest.mark.parametrize(
    "text",
    ["\n" * 1_000_000, ',"' * 60_000, '"' * 1_000_000, "a," * 500_000, '"\n' * 300_000],
    ids=["blank lines", "comma quotes", "quotes", "columns", "quoted lines"],
)
def test_hostile_text_is_answered_quickly(text):
    started = time.process_time()

    try:
        list(read_csv_text(text))
    except UnreadableFile:
        pass

    assert time.process_time() - started < 20  # a hang, not a speed

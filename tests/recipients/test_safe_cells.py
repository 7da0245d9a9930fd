"""Cells that a spreadsheet would run, and cells it would not."""

import pytest

from notify.recipients.safe_cells import safe_cell, without_guard

CELLS = [
    ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"),
    ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ("-2+3", "'-2+3"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"),
    ("\n=1", "'\n=1"),
    ("  =1", "'  =1"),
    ("＝1", "'＝1"),
    ("+16137363100", "+16137363100"),
    ("-5", "-5"),
    ("-5.25", "-5.25"),
    ("jane@example.ca", "jane@example.ca"),
    ("O'Neill", "O'Neill"),
    ("", ""),
    (None, ""),
    (12, "12"),
    (-3.5, "-3.5"),
]


@pytest.mark.parametrize(("value", "cell"), CELLS, ids=[repr(value) for value, _ in CELLS])
def test_cell(value, cell):
    assert safe_cell(value) == cell


@pytest.mark.parametrize("text", ["=1+1", "@name", "name", "'quoted", "'", "-x", "+1"])
def test_guard_of_a_heading_can_be_taken_back(text):
    assert without_guard(safe_cell(text)) == text

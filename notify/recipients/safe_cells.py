"""Cells of the files we write, so that a spreadsheet shows them and does not run them."""

import re
from typing import Final

# What starts a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# A number cannot do harm, and a guarded phone number could not be copied back.
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)

_GUARD: Final = "'"


def safe_cell(value: object) -> str:
    """Return the text of a cell, with an apostrophe before what would be a formula.

    >>> safe_cell("=1+1"), safe_cell("+16137363100"), safe_cell(None)
    ("'=1+1", '+16137363100', '')
    """
    text = "" if value is None else str(value)
    is_formula = text.lstrip(" ").startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text)
    return _GUARD + text if is_formula else text


def without_guard(text: str) -> str:
    """Take back what `safe_cell` put in front of a heading."""
    bare = text.removeprefix(_GUARD)
    return bare if safe_cell(bare) == text else text

"""Stand-ins: words that the rules of rendering treat just as they would treat a value.

Rendering looks at a few properties of a value only: whether it begins with a letter, a digit or
a dollar sign, ends with a letter, a digit or a point, is a number, holds a space, an apostrophe,
an `@`, or is an address. Values that share those properties share a shape, and are rendered
alike but for their own characters.
"""

import re

# Scripts no living language uses: a letter or digit of theirs is a letter or digit to the rules.
_LETTER, _SECOND, _ADDRESS_LETTER = "\U00012000", "\U00012020", "\U00012021"
_AFTER_DOLLAR, _BEFORE_POINT = "\U00012022", "\U00012023"
_DIGIT = "\U00011066"
_NUMBERS = [chr(0x12001 + number) for number in range(16)]
_OWN = "\U00012000-\U000123ff\U00011066-\U0001106f"
_FIRST = {"a": _LETTER, "9": _DIGIT, "$": f"${_AFTER_DOLLAR}"}
_LAST = {"a": _LETTER, "9": _DIGIT, ".": f"{_BEFORE_POINT}."}
MAX_STAND_INS = 4096

_ALNUM = rf"[^\W_{_OWN}]"
_IN_WORD = r"[^\W\d_]"
_APOSTROPHE = rf"(?<={_IN_WORD})['’](?={_IN_WORD}{{2}}|{_IN_WORD}(?!['’\w]))"
_BETWEEN = rf"[-./,]|,? |(?<={_IN_WORD})\. |(?<=\d):(?=\d)|{_APOSTROPHE}"
_WORDS = re.compile(rf"\$?{_ALNUM}+(?:(?:{_BETWEEN}){_ALNUM}+)*(?:(?<={_IN_WORD})\.)?")
_EMAIL = re.compile(rf"{_ALNUM}+(?:[-.]{_ALNUM}+)*@{_ALNUM}+(?:[-.]{_ALNUM}+)*")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9./?=&%#:-]*[A-Za-z0-9/=]")
_NAMED_SITE = re.compile("gov", re.IGNORECASE)  # `GOV.UK` is written in its own way
_PLURAL = re.compile(r"s(?!\w)")  # a quote before it is an apostrophe

_THREE = f"[{_NUMBERS[0]}-{_NUMBERS[-1]}]{{3}}"
STAND_IN = re.compile(
    f"https://{_ADDRESS_LETTER}(?P<address>{_THREE}){_LETTER}"
    f"|(?:[{_LETTER}{_DIGIT}]|\\${_AFTER_DOLLAR})(?P<words>{_THREE})"
    f"(?:(?P<quote>['’]){_SECOND})?(?:[ @]{_SECOND})?(?:[{_LETTER}{_DIGIT}]|{_BEFORE_POINT}\\.)"
    f"|{_DIGIT}(?P<number>[\U00011066-\U0001106f]{{4}}){_DIGIT}"
)
OWN_CHARACTER = re.compile(f"[{_OWN}]")


def shape_of(value: str) -> str | None:
    """Return the shape of a value, None when only the full rendering can tell its effect.

    A shape is empty, `digit`, `number`, `letter`, `address`, or what the value begins with, holds
    and ends with: `9` for a digit, `a` for a letter, as in `a' .` for "Zoé d'Arcy, Jr.".
    """
    if not value:
        return ""
    if _NAMED_SITE.search(value) or _PLURAL.match(value):
        return None
    if value.isdecimal():
        if OWN_CHARACTER.search(value):
            return None
        return "number" if len(value) > 1 else "digit"
    if _WORDS.fullmatch(value):
        holds = "'" if "'" in value or "’" in value else ""
        holds += " " if " " in value else ""
    elif _EMAIL.fullmatch(value):
        holds = "@"
    else:
        return "address" if _ADDRESS.fullmatch(value) else None
    if len(value) == 1:
        return "letter"
    return _kind(value[0]) + holds + _kind(value[-1])


def _kind(character: str) -> str:
    if character.isdecimal():
        return "9"
    return character if character in "$." else "a"


def stand_in(number: int, shape: str) -> str:
    """Return the word that stands for the value of a shape at one place of a template."""
    if shape in ("digit", "number"):
        digits = "".join(chr(0x11066 + int(digit)) for digit in f"{number:04}")
        return f"{_DIGIT}{digits}{_DIGIT}"
    digits = "".join(_NUMBERS[int(digit, 16)] for digit in f"{number:03x}")
    if shape == "address":
        return f"https://{_ADDRESS_LETTER}{digits}{_LETTER}"
    if shape == "letter":
        shape = "aa"
    held = "".join(mark + _SECOND for mark in shape[1:-1])
    return f"{_FIRST[shape[0]]}{digits}{held}{_LAST[shape[-1]]}"


def number_of(match: re.Match[str]) -> int:
    """Return the number of the place a stand-in was made for."""
    if match["number"]:
        return int("".join(str(ord(digit) - 0x11066) for digit in match["number"]))
    digits = match["address"] or match["words"]
    return int("".join(f"{_NUMBERS.index(digit):x}" for digit in digits), 16)

"""The frozen English of the API for each code; callers match on these texts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from notify.recipients.errors import RecipientErrorCode as Code

SMS_TOO_LONG: Final = "Maximum 612 characters. Some messages may be too long due to custom content."

_ENGLISH: Final[Mapping[Code, str]] = MappingProxyType(
    {
        Code.NUMBER_MISSING: "Number is None",
        Code.NOT_A_NUMBER: "Not a valid number",
        Code.NOT_A_LOCAL_NUMBER: "Not a valid local number",
        Code.NOT_AN_INTERNATIONAL_NUMBER: "Not a valid international number",
        Code.NOT_ENOUGH_DIGITS: "Not enough digits",
        Code.COUNTRY_NOT_SUPPORTED: "Country code {detail} is not supported",
        Code.NOT_AN_EMAIL_ADDRESS: "Not a valid email address",
        Code.CELL_MISSING: "Missing",
        Code.CELL_TOO_LONG: SMS_TOO_LONG,
        Code.MESSAGE_TOO_LONG: SMS_TOO_LONG,
        Code.MESSAGE_EMPTY: "Message is empty or just whitespace",
        Code.LANGUAGE_UNKNOWN: "not one of [en, fr]",
        Code.FORMAT_UNKNOWN: "Not a spreadsheet that can be read",
        Code.FILE_UNREADABLE: "Could not read the file",
        Code.FILE_ENCRYPTED: "The file is protected by a password",
        Code.FILE_UNPACKS_TOO_LARGE: "The file is too large once unpacked",
        # These four follow "Error converting to CSV: "; the first three are the words of
        # Python's own csv module and codecs, which callers of the API have always seen.
        Code.FIELD_TOO_LARGE: "field larger than field limit (131072)",
        Code.LONE_CARRIAGE_RETURN: (
            "new-line character seen in unquoted field"
            " - do you need to open the file with newline=''?"
        ),
        Code.NOT_UNICODE: "surrogates not allowed",
        Code.ROW_NOT_A_LIST: "iterable expected, not {detail}",
    }
)


def english_message(code: Code, detail: str = "") -> str:
    """Return the English text of the API for a code.

    >>> english_message(Code.COUNTRY_NOT_SUPPORTED, "98")
    'Country code 98 is not supported'
    """
    return _ENGLISH[code].replace("{detail}", detail)

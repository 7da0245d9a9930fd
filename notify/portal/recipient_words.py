"""What is wrong with a recipient, a cell or a file, and how to mend it, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.recipients.errors import RecipientErrorCode as Code

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_WORDS: dict[Code, StrOrPromise] = {
    Code.NUMBER_MISSING: gettext_lazy("Enter a phone number"),
    Code.NOT_A_NUMBER: gettext_lazy("Not a phone number"),
    Code.NOT_A_LOCAL_NUMBER: gettext_lazy("Not a phone number of Canada or the United States"),
    Code.NOT_AN_INTERNATIONAL_NUMBER: gettext_lazy(
        "Not an international phone number. Start with + and the country code"
    ),
    Code.NOT_ENOUGH_DIGITS: gettext_lazy("The phone number has too few digits"),
    Code.NOT_AN_EMAIL_ADDRESS: gettext_lazy("Not an email address. Write it like name@example.ca"),
    Code.CELL_MISSING: gettext_lazy("Missing"),
    Code.CELL_TOO_LONG: gettext_lazy("Too long for a text message"),
    Code.MESSAGE_TOO_LONG: gettext_lazy("With these values the message is too long"),
    Code.MESSAGE_EMPTY: gettext_lazy("With these values nothing is left to send"),
    Code.LANGUAGE_UNKNOWN: gettext_lazy("Write en for English or fr for French"),
    Code.FORMAT_UNKNOWN: gettext_lazy(
        "This is not a file that we can read. Use CSV, TSV, XLSX, XLS or ODS."
    ),
    Code.FILE_UNREADABLE: gettext_lazy(
        "The file cannot be read. Open it in your spreadsheet program and save it as CSV."
    ),
    Code.FILE_ENCRYPTED: gettext_lazy(
        "The file is protected by a password. Save it without one and upload it again."
    ),
    Code.FILE_UNPACKS_TOO_LARGE: gettext_lazy(
        "The file is too large once unpacked. Save the sheet as CSV and upload that."
    ),
    Code.FIELD_TOO_LARGE: gettext_lazy(
        "A cell of the file is too long. Look for a quotation mark that is never closed."
    ),
    Code.LONE_CARRIAGE_RETURN: gettext_lazy(
        "The lines of the file end in a way we cannot read. Save it as CSV (UTF-8)."
    ),
    Code.NOT_UNICODE: gettext_lazy("The file has characters that cannot be read."),
    Code.ROW_NOT_A_LIST: gettext_lazy("The file has a row that cannot be read."),
}


def recipient_words(code: str, detail: str = "") -> str:
    """Return the words for a code of `notify.recipients`; `detail` is the error's."""
    known = Code(code)
    if known is Code.COUNTRY_NOT_SUPPORTED:
        return _("Texts cannot be sent to the country code %(code)s") % {"code": detail}
    return str(_WORDS[known])

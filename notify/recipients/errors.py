"""What can be wrong with a recipient or a recipient file: codes, no sentences."""

from enum import StrEnum


class RecipientErrorCode(StrEnum):
    """Name a problem; the words are in `messages.py` (English API) and in the portal."""

    # A phone number.
    NUMBER_MISSING = "number_missing"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_LOCAL_NUMBER = "not_a_local_number"
    NOT_AN_INTERNATIONAL_NUMBER = "not_an_international_number"
    NOT_ENOUGH_DIGITS = "not_enough_digits"
    COUNTRY_NOT_SUPPORTED = "country_not_supported"

    # An email address.
    NOT_AN_EMAIL_ADDRESS = "not_an_email_address"

    # A cell or a row of a file.
    CELL_MISSING = "cell_missing"
    CELL_TOO_LONG = "cell_too_long"
    MESSAGE_TOO_LONG = "message_too_long"
    MESSAGE_EMPTY = "message_empty"
    LANGUAGE_UNKNOWN = "language_unknown"

    # A whole file.
    FORMAT_UNKNOWN = "format_unknown"
    FILE_UNREADABLE = "file_unreadable"
    FILE_ENCRYPTED = "file_encrypted"
    FILE_UNPACKS_TOO_LARGE = "file_unpacks_too_large"
    FIELD_TOO_LARGE = "field_too_large"
    LONE_CARRIAGE_RETURN = "lone_carriage_return"
    NOT_UNICODE = "not_unicode"
    ROW_NOT_A_LIST = "row_not_a_list"


class RecipientError(ValueError):
    """Carry a code and, where the code needs one, a detail such as a country code."""

    def __init__(self, code: RecipientErrorCode, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class InvalidPhoneNumber(RecipientError):
    """The text is not a phone number we can send to."""


class InvalidEmailAddress(RecipientError):
    """The text is not an email address."""


class UnreadableFile(RecipientError):
    """The file, or the text or rows given in its place, cannot be turned into rows."""

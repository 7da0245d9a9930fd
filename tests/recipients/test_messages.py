"""The frozen English of the API."""

import pytest

from notify.recipients.errors import RecipientError, RecipientErrorCode
from notify.recipients.messages import english_message

MESSAGES = {
    RecipientErrorCode.NUMBER_MISSING: "Number is None",
    RecipientErrorCode.NOT_A_NUMBER: "Not a valid number",
    RecipientErrorCode.NOT_A_LOCAL_NUMBER: "Not a valid local number",
    RecipientErrorCode.NOT_AN_INTERNATIONAL_NUMBER: "Not a valid international number",
    RecipientErrorCode.NOT_ENOUGH_DIGITS: "Not enough digits",
    RecipientErrorCode.COUNTRY_NOT_SUPPORTED: "Country code 53 is not supported",
    RecipientErrorCode.NOT_AN_EMAIL_ADDRESS: "Not a valid email address",
    RecipientErrorCode.CELL_MISSING: "Missing",
    RecipientErrorCode.CELL_TOO_LONG: (
        "Maximum 612 characters. Some messages may be too long due to custom content."
    ),
    RecipientErrorCode.MESSAGE_EMPTY: "Message is empty or just whitespace",
}


@pytest.mark.parametrize(("code", "message"), MESSAGES.items(), ids=list(MESSAGES))
def test_message(code, message):
    assert english_message(code, "53") == message


@pytest.mark.parametrize("code", RecipientErrorCode)
def test_every_code_has_a_message_without_gaps(code):
    assert "{" not in english_message(code, "x")


def test_error_carries_a_code_and_no_sentence():
    error = RecipientError(RecipientErrorCode.COUNTRY_NOT_SUPPORTED, "98")

    assert isinstance(error, ValueError)
    assert (error.code, error.detail) == ("country_not_supported", "98")

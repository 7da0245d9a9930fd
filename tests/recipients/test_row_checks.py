"""What is checked of each row: who may be written to, length, repetition, size."""

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.recipients.columns import Channel
from notify.recipients.csv_text import read_csv_text
from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.file_check import check_file
from notify.recipients.messages import SMS_TOO_LONG
from notify.recipients.recipient_rows import RecipientRows
from notify.recipients.row_template import (
    EMAIL_LIMIT,
    email_row_template,
    sms_row_template,
)
from tests.recipients.checking import check, errors_of

NOT_AN_ADDRESS = "Not a valid email address"
NOT_LOCAL = "Not a valid local number"
NOT_INTERNATIONAL = "Not a valid international number"


def test_recipient_off_the_list_is_not_allowed():
    text = "email address,name\na@x.example,A\nb@x.example,B\nnope,C"

    result = check(text, "((name))", allowed=["A@x.example"])

    assert result.first_row_not_allowed == 1
    assert result.not_allowed_count == 2
    assert result.has_errors


def test_empty_list_is_no_restriction():
    assert not check("email address\na@x.example", "Hi", allowed=[]).has_errors


REPEATS = {
    "case": ("email address\na@x.example\nA@x.example", [1]),
    "three times": ("email address\na@x.example\nb@x.example\na@x.example\na@x.example", [2, 3]),
    "bad recipients": ("email address\nnope\nnope\n\n\nb@x.example", []),
    "simulator": ("email address\n" + "success@simulator.amazonses.com\n" * 2, []),
    "simulated": ("email address\n" + "simulate-delivered@notification.canada.ca\n" * 2, []),
    "numbers in two forms": ("phone number\n6137363100\n+1 (613) 736-3100", [1]),
    "simulated numbers": ("phone number\n+16132532222\n6132532222", []),
    "foreign numbers": ("phone number\n+442079460123\n+44 20 7946 0123", [1]),
}


@pytest.mark.parametrize(("text", "repeated"), REPEATS.values(), ids=REPEATS)
def test_repeated_recipients_are_a_warning(text, repeated):
    result = check(text, "Hi")

    assert list(result.repeated_rows) == repeated
    assert result.has_errors is ("nope" in text)


SIMULATED = {
    "real": ("6137363100", 0, False),
    "simulated": ("6132532222\n+16132532223\n+16132532224", 3, False),
    "both": ("6137363100\n6132532222", 1, True),
}


@pytest.mark.parametrize(("numbers", "count", "mixes"), SIMULATED.values(), ids=SIMULATED)
def test_simulated_recipients_are_counted(numbers, count, mixes):
    result = check(f"phone number\n{numbers}", "Hi")

    assert result.simulated_count == count
    assert result.mixes_simulated_and_real is mixes


def test_message_too_long_with_one_value():
    result = check("phone number,name\n6137363100," + "a" * 610, "Hi ((name))")

    (row,) = result.rows_in_error
    assert row.message_error is RecipientErrorCode.MESSAGE_TOO_LONG
    assert errors_of(result) == {0: {"name": SMS_TOO_LONG}}
    assert result.first_row_too_long == 0


def test_two_values_that_are_too_long_together():
    text = f"phone number,a,b\n4165550123,x,y\n6137363100,{'a' * 310},{'b' * 310}"

    result = check(text, "((a))((b))")

    assert errors_of(result) == {1: {}}
    assert result.rows_in_error[0].message_error is RecipientErrorCode.MESSAGE_TOO_LONG
    assert result.first_row_too_long == 1


@pytest.mark.parametrize(("length", "is_too_long"), [(595, False), (596, True)])
def test_name_of_the_service_counts(length, is_too_long):
    template = sms_row_template("((n))" + "a" * length, prefix="Parks Canada")
    text = "phone number,n\n6137363100,bbb"

    result = check_file(RecipientRows(read_csv_text(text), template))

    assert (result.first_row_too_long == 0) is is_too_long


def test_value_used_many_times_counts_each_time():
    text = "phone number,a\n6137363100," + "x" * 70

    assert check(text, "((a))" * 10).first_row_too_long == 0
    assert check(text, "((a))" * 8).first_row_too_long is None


@pytest.mark.parametrize(("length", "is_too_long"), [(25_000, False), (25_001, True)])
def test_email_over_fifty_thousand_characters_is_too_long(length, is_too_long):
    text = f"email address,a\na@x.example,{'x' * length}"

    result = check(text, "((a))((a))")

    assert EMAIL_LIMIT == 50_000
    assert (result.first_row_too_long == 0) is is_too_long


@pytest.mark.parametrize("head", ["phone number", "email address"])
def test_message_of_nothing_is_an_error(head):
    recipient = "6137363100" if head == "phone number" else "a@x.example"
    result = check(f"{head},late\n{recipient},yes\n{recipient},no", " ((late??You are late)) ")

    (row,) = result.rows_in_error
    assert row.number == 1
    assert row.message_error is RecipientErrorCode.MESSAGE_EMPTY


def test_first_ten_rows_are_shown():
    text = "email address\n" + "".join(f"a{n}@x.example\n" for n in range(30))

    assert [row.number for row in check(text, "Hi").shown_rows] == list(range(10))


def test_first_rows_in_error_are_shown_where_there_are_any():
    text = "email address\n" + "a@x.example\nnope\n" * 100
    rows = RecipientRows(read_csv_text(text), email_row_template("", "Hi"))

    result = check_file(rows, errors_kept=20)

    assert [row.number for row in result.shown_rows] == list(range(1, 41, 2))
    assert result.rows_in_error_count == 100


def test_first_rows_are_shown_where_a_column_is_missing():
    result = check("email address\nnope\na@x.example", "((name))")

    assert [row.number for row in result.shown_rows] == [0, 1]


def test_fault_in_the_middle_of_a_file_is_raised():
    rows = RecipientRows(
        read_csv_text("email address\na@x.example\nb@x\r.example\n"), email_row_template("", "Hi")
    )

    with pytest.raises(UnreadableFile):
        check_file(rows)


def sms_rows(count: int) -> Iterator[list[str]]:
    yield ["phone number", "first name", "date"]
    for number in range(count):
        yield [f"613{2000000 + number}", "Jane", "Monday 3 March"]


def test_large_file_is_checked_in_constant_memory():
    template = sms_row_template("Hello ((first name)), see you on ((date)).")
    tracemalloc.start()

    result = check_file(RecipientRows(sms_rows(50_000), template))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert result.row_count == 50_000
    assert not result.has_errors
    # One integer for each recipient, to find repeats.
    assert peak < 8_000_000


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet='aeé,"\r\n\t;:@.6137\0\ufeff\ud800'),
    st.sampled_from(["email address,a\n", "phone number,a,a\n", "", "adresse courriel\n"]),
    st.sampled_from(["Hi", "((a))", "((a??b)) ((c", "(( )) ((email address))"]),
)
def test_nothing_but_our_own_error_leaves(text, heading, body):
    for template in (email_row_template(body, body), sms_row_template(body)):
        try:
            result = check_file(RecipientRows(read_csv_text(heading + text), template))
        except UnreadableFile:
            continue
        assert result.channel in Channel
        assert result.rows_in_error_count <= result.row_count

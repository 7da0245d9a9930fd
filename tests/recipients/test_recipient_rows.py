"""Recipient files checked against templates."""

import time
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.recipients.columns import Channel
from notify.recipients.csv_text import read_csv_text
from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.file_check import FileCheck, check_file
from notify.recipients.messages import SMS_TOO_LONG, english_message
from notify.recipients.recipient_rows import RecipientRows, Row
from notify.recipients.row_template import (
    EMAIL_LIMIT,
    RowTemplate,
    email_row_template,
    sms_row_template,
)

NOT_AN_ADDRESS = "Not a valid email address"
NOT_LOCAL = "Not a valid local number"
NOT_INTERNATIONAL = "Not a valid international number"


def template_for(text: str, body: str) -> RowTemplate:
    is_sms = text.lower().startswith(("phone", "num"))
    return sms_row_template(body) if is_sms else email_row_template("", body)


def check(text: str, body: str, **options: object) -> FileCheck:
    return check_file(RecipientRows(read_csv_text(text), template_for(text, body), **options))


def rows_of(text: str, body: str, **options: object) -> list[Row]:
    return list(RecipientRows(read_csv_text(text), template_for(text, body), **options))


def errors_of(result: FileCheck) -> dict[int, dict[str, str]]:
    return {
        row.number: {
            error.heading: english_message(error.code, error.detail) for error in row.errors
        }
        for row in result.rows_in_error
    }


# id: (file, template, options, rows, values of each row, errors by row and heading)
FILES = {
    "two rows": (
        "email address,name\njane@x.example,Jane\njoe@x.example,Joe",
        "((name))",
        {},
        2,
        [{"name": "Jane"}, {"name": "Joe"}],
        {},
    ),
    "headings by key": (
        "Email_Address, NAME \njane@x.example, Jane ",
        "((name))",
        {},
        1,
        [{"name": "Jane"}],
        {},
    ),
    "every kind of cell error": (
        "email address,name\nnope,Jane\n,Joe\njane@x.example,",
        "((name))",
        {},
        3,
        [{"name": "Jane"}, {"name": "Joe"}, {"name": None}],
        {
            0: {"email address": NOT_AN_ADDRESS},
            1: {"email address": "Missing"},
            2: {"name": "Missing"},
        },
    ),
    "column given twice is a list": (
        "email address,docs,docs\njane@x.example,ID,fee\njane2@x.example,,fee\njane3@x.example",
        "Bring: ((docs))",
        {},
        3,
        [{"docs": ["ID", "fee"]}, {"docs": ["fee"]}, {"docs": []}],
        {},
    ),
    "column in two spellings": (
        "email address,docs,Docs\njane@x.example,ID,fee",
        "((docs))",
        {},
        1,
        [{"docs": "fee"}],
        {},
    ),
    "blank line in the middle": (
        "email address,name\na@x.example,A\n\nb@x.example,B\n\n\n",
        "((name))",
        {},
        3,
        [{"name": "A"}, {"name": None}, {"name": "B"}],
        {1: {"email address": "Missing", "name": "Missing"}},
    ),
    "byte order mark, Windows line ends, quotes": (
        '\ufeffemail address,name\r\na@x.example,"Doe, ""J"""\r\n',
        "((name))",
        {},
        1,
        [{"name": 'Doe, "J"'}],
        {},
    ),
    "cells beyond the headings": (
        "email address,name\na@x.example,A,x,y",
        "((name))",
        {},
        1,
        [{"name": "A"}],
        {},
    ),
    "surplus columns in any order": (
        "x,name,email address\n1,A,a@x.example",
        "((name))",
        {},
        1,
        [{"name": "A"}],
        {},
    ),
    "zero-width characters go, no-break spaces stay": (
        "email address,name\n\u200ba@x.example,\u200b A\u00a0B\u2060 \n\u00a0b@x.example,B",
        "((name))",
        {},
        2,
        [{"name": "A\u00a0B"}, {"name": "B"}],
        {1: {"email address": NOT_AN_ADDRESS}},
    ),
    "French column, user in English": (
        "adresse courriel,name\nnope,A",
        "((name))",
        {},
        1,
        [{"name": "A"}],
        {0: {"adresse courriel": NOT_AN_ADDRESS}},
    ),
    "French column, user in French": (
        "adresse courriel,name\nnope,A",
        "((name))",
        {"language": "fr"},
        1,
        [{"name": "A"}],
        {0: {"adresse courriel": NOT_AN_ADDRESS}},
    ),
    "French column with accents of two characters": (
        "nume\u0301ro de te\u0301le\u0301phone,pre\u0301nom\n6137363100,A",
        "((prénom))",
        {},
        1,
        [{"prénom": "A"}],
        {},
    ),
    "numbers": (
        "phone number,name\n12,A\n+442079460123,B",
        "((name))",
        {},
        2,
        [{"name": "A"}, {"name": "B"}],
        {0: {"phone number": NOT_INTERNATIONAL}},
    ),
    "foreign number, not allowed": (
        "phone number,name\n+442079460123,B",
        "((name))",
        {"international": False},
        1,
        [{"name": "B"}],
        {0: {"phone number": NOT_LOCAL}},
    ),
    "value that fits by itself": (
        "phone number,name\n6137363100," + "a" * 601,
        "Hi ((name))",
        {},
        1,
        [{"name": "a" * 601}],
        {},
    ),
    "value too long with the template as written": (
        "phone number,name\n6137363100," + "a" * 602,
        "Hi ((name))",
        {},
        1,
        [{"name": "a" * 602}],
        {0: {"name": SMS_TOO_LONG}},
    ),
    "unknown characters counted double": (
        "phone number,name\n6137363100," + "😀" * 301,
        "Hi ((name))",
        {},
        1,
        [{"name": "😀" * 301}],
        {0: {"name": SMS_TOO_LONG}},
    ),
    "phone number is no content": (
        "phone number\n6137363100",
        "a" * 605,
        {},
        1,
        [{}],
        {},
    ),
    "two spellings of a placeholder": (
        "email address,name\na@x.example,A",
        "((name)) ((Name))",
        {},
        1,
        [{"name": "A"}],
        {},
    ),
    "recipient as a placeholder": (
        "email address\na@x.example\n\nc@x.example",
        "To ((Email Address))",
        {},
        3,
        [
            {"Email Address": "a@x.example"},
            {"Email Address": None},
            {"Email Address": "c@x.example"},
        ],
        {1: {"email address": "Missing"}},
    ),
}


@pytest.mark.parametrize(
    ("text", "body", "options", "row_count", "values", "errors"), FILES.values(), ids=FILES
)
def test_file(text, body, options, row_count, values, errors):
    result = check(text, body, **options)

    assert result.missing_columns == ()
    assert result.duplicate_recipient_columns == ()
    assert result.row_count == row_count
    assert [row.values for row in rows_of(text, body, **options)] == values
    assert errors_of(result) == errors
    assert result.has_errors is bool(errors)


# id: (file, template, language, missing, doubled)
HEADINGS = {
    "all missing": ("name\nJane", "((name)) ((date))", "en", ["date", "email address"], []),
    "missing in French": ("name\nJane", "((name))", "fr", ["adresse courriel"], []),
    "nothing at all": ("", "((name))", "en", ["email address", "name"], []),
    "as the template writes it": (
        "email address\na@x.example",
        "((First Name)) ((first_name))",
        "en",
        ["First Name", "first_name"],
        [],
    ),
    "semicolons": (
        "email address;name\na@x.example;A",
        "((name))",
        "en",
        ["email address", "name"],
        [],
    ),
    "recipient twice": (
        "email address,email address,name\na@x.example,b@x.example,C",
        "((name))",
        "en",
        [],
        ["email address"],
    ),
    "recipient in two spellings": (
        "email address,Email Address\na@x.example,b@x.example",
        "Hi",
        "en",
        [],
        ["Email Address", "email address"],
    ),
    "recipient in two languages": (
        "email address,adresse courriel\na@x.example,b@x.example",
        "Hi",
        "en",
        [],
        ["adresse courriel", "email address"],
    ),
}


@pytest.mark.parametrize(
    ("text", "body", "language", "missing", "doubled"), HEADINGS.values(), ids=HEADINGS
)
def test_headings(text, body, language, missing, doubled):
    result = check(text, body, language=language)

    assert list(result.missing_columns) == missing
    assert list(result.duplicate_recipient_columns) == doubled
    assert result.has_errors is bool(missing or doubled)


def test_text_message_cannot_go_to_email_addresses():
    rows = RecipientRows(read_csv_text("email address\na@x.example"), sms_row_template("Hi"))

    assert rows.columns.missing == ("phone number",)


def test_missing_columns_are_no_errors_of_the_rows():
    result = check("name\nJane", "((name)) ((date))")

    assert result.row_count == 1
    assert result.rows_in_error == ()
    assert result.shown_rows[0].values == {"name": "Jane"}


def test_last_of_two_recipient_columns_is_the_one_that_counts():
    (row,) = rows_of("email address,email address,name\na@x.example,b@x.example,C", "((name))")

    assert row.recipient == "b@x.example"
    assert row.values == {"name": "C"}


def test_subject_has_placeholders_too():
    template = email_row_template("About ((topic))", "Hi ((name))")
    rows = RecipientRows(read_csv_text("email address,name\na@x.example,A"), template)

    assert rows.columns.missing == ("topic",)


def test_row_carries_what_it_takes_to_send_it():
    text = "reference,phone number,name\nR-1,(613) 736-3100,Ana\n,4165550123,Zoé"

    rows = RecipientRows(read_csv_text(text), sms_row_template("((name))"))
    first, second = rows

    assert first.number == 0
    assert first.recipient == "(613) 736-3100"
    assert first.address.e164 == "+16137363100"
    assert first.reference == "R-1"
    assert second.reference is None


def test_reading_can_stop_and_go_on():
    text = "email address\n" + "".join(f"a{n}@x.example\n" for n in range(6))
    rows = RecipientRows(read_csv_text(text), email_row_template("", "Hi"), max_rows=5)

    rows.skip(2)
    first = next(iter(rows))
    rest = list(rows)

    assert (first.number, first.recipient) == (2, "a2@x.example")
    assert [row.number for row in rest] == [3, 4]
    assert rows.count_unread() == 1


def test_rows_beyond_the_maximum_are_counted_and_not_read():
    text = "email address,name\na@x.example,A\nnope,B\nb@x.example,C"

    result = check(text, "((name))", max_rows=1)

    assert result.row_count == 3
    assert result.has_too_many_rows
    assert result.has_errors
    assert result.rows_in_error == ()
    assert [row.values for row in rows_of(text, "((name))", max_rows=1)] == [{"name": "A"}]


def test_as_many_rows_as_allowed_are_not_too_many():
    assert not check("email address\na@x.example\nb@x.example", "Hi", max_rows=2).has_errors


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


def test_ten_thousand_rows_are_checked_in_less_than_a_second():
    template = sms_row_template("Hello ((first name)), see you on ((date)). " + "x" * 300)
    started = time.perf_counter()

    check_file(RecipientRows(sms_rows(10_000), template))

    assert time.perf_counter() - started < 1


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

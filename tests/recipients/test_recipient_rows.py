"""Recipient files checked against templates."""

import pytest

from notify.recipients.csv_text import read_csv_text
from notify.recipients.messages import SMS_TOO_LONG
from notify.recipients.recipient_rows import RecipientRows
from notify.recipients.row_template import (
    email_row_template,
    sms_row_template,
)
from tests.recipients.checking import check, errors_of, rows_of

NOT_AN_ADDRESS = "Not a valid email address"
NOT_LOCAL = "Not a valid local number"
NOT_INTERNATIONAL = "Not a valid international number"


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

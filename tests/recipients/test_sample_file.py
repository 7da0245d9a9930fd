"""The file a person can download, fill in and send back."""

import pytest

from notify.recipients.columns import Channel
from notify.recipients.csv_text import read_csv_text
from notify.recipients.file_check import check_file
from notify.recipients.recipient_rows import RecipientRows
from notify.recipients.row_template import email_row_template, sms_row_template
from notify.recipients.sample_file import csv_text, sample_rows


def test_english_email_sample():
    rows = sample_rows(Channel.EMAIL, ["first name", "late"], language="en", conditional=["late"])

    assert rows == [["email address", "first name", "late"], ["name@example.ca", "example", "yes"]]


def test_french_text_message_sample():
    rows = sample_rows(Channel.SMS, ["prénom", "retard"], language="fr", conditional=["retard"])

    assert rows == [["numéro de téléphone", "prénom", "retard"], ["613-555-0100", "exemple", "oui"]]


def test_two_spellings_are_one_column_and_a_recipient_placeholder_is_none_of_its_own():
    rows = sample_rows(
        Channel.EMAIL,
        ["First Name", "first_name", "Email Address"],
        language="en",
        recipient="jane@example.gc.ca",
    )

    assert rows == [["email address", "First Name"], ["jane@example.gc.ca", "example"]]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("channel", Channel)
def test_sample_can_be_sent_back_as_it_is(channel, language):
    body = "((=SUM(A1))) ((name)) ((late??You are late)) ((a, b))"
    template = (
        email_row_template("((topic))", body)
        if channel is Channel.EMAIL
        else sms_row_template(body)
    )
    rows = sample_rows(channel, template.placeholders, language=language)

    check = check_file(RecipientRows(read_csv_text(csv_text(rows)), template))

    assert check.row_count == 1
    assert not check.has_errors


def test_cells_of_exports_are_no_formulas():
    assert csv_text([["name", "=x"], ["=1+1", None]]) == "name,'=x\r\n'=1+1,\r\n"

"""Check a file against a template, and read its errors as words."""

from notify.recipients.csv_text import read_csv_text
from notify.recipients.file_check import FileCheck, check_file
from notify.recipients.messages import english_message
from notify.recipients.recipient_rows import RecipientRows, Row
from notify.recipients.row_template import (
    RowTemplate,
    email_row_template,
    sms_row_template,
)


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

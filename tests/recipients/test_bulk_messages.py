"""The answers of the bulk API about a file: their words, and which comes first."""

import pytest

from notify.recipients.bulk_messages import bulk_problem
from notify.recipients.file_check import check_file
from notify.recipients.recipient_rows import RecipientRows
from notify.recipients.row_lists import read_row_lists
from notify.recipients.row_template import email_row_template, sms_row_template

A = ["a@x.example", "A"]
B = ["b@x.example", "B"]
HEADING = ["email address", "name"]
SMS_HEADING = ["phone number", "name"]
TRIAL = (
    "You cannot send to these recipients because your service is in trial mode. "
    "You can only send to members of your team and your safelist."
)
TOO_LONG = (
    "Row {} - has a character count greater than 612 characters. "
    "Some messages may be too long due to custom content."
)
MIXED = "Bulk sending to testing and non-testing numbers is not supported"


def answer(rows, *, body="Hi ((name))", max_rows=50_000, allowed=(), international=True, **service):
    is_sms = str(rows[0][0]).startswith("phone")
    template = sms_row_template(body) if is_sms else email_row_template("Subject", body)
    check = check_file(
        RecipientRows(
            read_row_lists(rows),
            template,
            max_rows=max_rows,
            allowed=allowed,
            international=international,
        )
    )
    return bulk_problem(check, **{"key_type": "normal", **service})


ANSWERS = {
    "nothing wrong": ([HEADING, A, B], {}, None),
    "missing columns": ([["name"], ["Ana"]], {}, "Missing column headers: email address"),
    "missing columns in order": (
        [["x"], ["Ana"]],
        {},
        "Missing column headers: email address, name",
    ),
    "doubled column": (
        [["email address", "Email Address", "name"], ["a@x.example", "b@x.example", "C"]],
        {},
        "Duplicate column headers: Email Address, email address",
    ),
    "annual limit": (
        [HEADING, A, B],
        {"remaining_annual": 1, "remaining_daily": 1},
        (
            "You only have 1 remaining messages before you reach your annual limit. "
            "You've tried to send 2 messages."
        ),
    ),
    "daily limit": (
        [HEADING, A, B],
        {"remaining_annual": 2, "remaining_daily": 1},
        (
            "You only have 1 remaining messages before you reach your daily limit. "
            "You've tried to send 2 messages."
        ),
    ),
    "limit used up": (
        [HEADING, A],
        {"remaining_daily": -4},
        (
            "You only have 0 remaining messages before you reach your daily limit. "
            "You've tried to send 1 messages."
        ),
    ),
    "limit just met": ([HEADING, A, B], {"remaining_annual": 2, "remaining_daily": 2}, None),
    "annual limit of text messages": (
        [SMS_HEADING, ["6137363100", "A"], ["4165550123", "B"]],
        {"remaining_annual": 1},
        (
            "You only have 1 remaining sms messages before you reach your annual limit. "
            "You've tried to send 2 sms messages."
        ),
    ),
    "daily limit of text messages": (
        [SMS_HEADING, ["6137363100", "A"], ["4165550123", "B"]],
        {"remaining_daily": 1},
        (
            "You only have 1 remaining sms messages before you reach your daily limit. "
            "You've tried to send 2 sms messages."
        ),
    ),
    "too many rows": (
        [HEADING, A, B],
        {"max_rows": 1},
        "Too many rows. Maximum number of rows allowed is 1",
    ),
    "team key": (
        [HEADING, A],
        {"allowed": ["b@x.example"], "key_type": "team"},
        "You cannot send to these recipients because you used a team and safelist API key.",
    ),
    "service in trial": ([HEADING, A], {"allowed": ["b@x.example"]}, TRIAL),
    "too long": ([SMS_HEADING, ["6137363100", "a" * 603]], {}, TOO_LONG.format(1)),
    "too long in the second row": (
        [SMS_HEADING, ["12", "A"], ["6137363100", "a" * 613]],
        {},
        TOO_LONG.format(2),
    ),
    "too long with both values": (
        [["phone number", "a", "b"], ["6137363100", "a" * 310, "b" * 310]],
        {"body": "((a))((b))"},
        TOO_LONG.format(1),
    ),
    "email too long": (
        [HEADING, A, ["b@x.example", "b" * 50_000]],
        {},
        TOO_LONG.format(2).replace("612", "50000"),
    ),
    "errors of rows": (
        [HEADING, ["nope", ""], ["a@x.example", ""], B],
        {},
        (
            "Some rows have errors. Row 0 - `email address`: invalid recipient,`name`: Missing. "
            "Row 1 - `name`: Missing."
        ),
    ),
    "headings as in the file, in its order": (
        [["NAME", "Email_Address"], ["", "nope"]],
        {},
        "Some rows have errors. Row 0 - `NAME`: Missing,`Email_Address`: invalid recipient.",
    ),
    "recipient missing": (
        [HEADING, ["", "A"]],
        {},
        "Some rows have errors. Row 0 - `email address`: Missing.",
    ),
    "recipient in French": (
        [["adresse courriel", "name"], ["nope", "A"]],
        {},
        "Some rows have errors. Row 0 - `adresse courriel`: invalid recipient.",
    ),
    "foreign number, not allowed": (
        [SMS_HEADING, ["+442079460123", "A"]],
        {"international": False},
        "Some rows have errors. Row 0 - `phone number`: invalid recipient.",
    ),
    "twenty rows are listed": (
        [HEADING, *[["nope", "A"]] * 30],
        {},
        "Some rows have errors. "
        + " ".join(f"Row {number} - `email address`: invalid recipient." for number in range(20)),
    ),
    "message of nothing": (
        [HEADING, ["a@x.example", "no"]],
        {"body": "((name??text))"},
        "Some rows have errors. Row 0 - Message is empty or just whitespace.",
    ),
    "long template with short values": (
        [["phone number"], ["6137363100"]],
        {"body": "a" * 612},
        None,
    ),
    "simulated and real numbers": (
        [SMS_HEADING, ["6137363100", "A"], ["+16132532222", "B"]],
        {},
        MIXED,
    ),
    "simulated and real numbers with a team key": (
        [SMS_HEADING, ["6137363100", "A"], ["+16132532222", "B"]],
        {"key_type": "team"},
        MIXED,
    ),
    "simulated and real numbers with a test key": (
        [SMS_HEADING, ["6137363100", "A"], ["+16132532222", "B"]],
        {"key_type": "test"},
        None,
    ),
    "simulated numbers alone": (
        [SMS_HEADING, ["+16132532223", "A"], ["+16132532222", "B"]],
        {},
        None,
    ),
    "simulated and real addresses": (
        [HEADING, A, ["simulate-delivered@notification.canada.ca", "B"]],
        {},
        None,
    ),
}


@pytest.mark.parametrize(("rows", "options", "message"), ANSWERS.values(), ids=ANSWERS)
def test_answer(rows, options, message):
    assert answer(rows, **options) == message


# Everything wrong at once; each fault taken away brings out the next answer.
FAULTS = [
    "Missing column headers",
    "Duplicate column headers",
    "annual limit",
    "daily limit",
    "Too many rows",
    "trial mode",
    "has a character count",
    "Some rows have errors",
    "testing and non-testing",
]


@pytest.mark.parametrize("mended", range(len(FAULTS) + 1), ids=[*FAULTS, "nothing"])
def test_first_problem_is_the_one_told(mended):
    heading = ["phone number", *(["name"] if mended > 0 else [])]
    heading += ["Phone Number"] if mended <= 1 else ["other"]
    numbers = ["6137363100", "4165550123" if mended > 8 else "+16132532222"]
    names = ["A" if mended > 6 else "a" * 613, "B" if mended > 7 else ""]
    rows = [
        [number, *([name] if mended > 0 else []), number]
        for number, name in zip(numbers, names, strict=True)
    ]

    message = answer(
        [heading, *rows],
        remaining_annual=9 if mended > 2 else 1,
        remaining_daily=9 if mended > 3 else 1,
        max_rows=9 if mended > 4 else 1,
        allowed=[] if mended > 5 else ["+16135550100"],
    )

    if mended == len(FAULTS):
        assert message is None
    else:
        assert FAULTS[mended] in message

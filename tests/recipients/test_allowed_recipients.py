"""Who is on the list of a service in trial or of a team key."""

import pytest

from notify.recipients.allowed_recipients import AllowedRecipients
from notify.recipients.email_address import parse_email_address
from notify.recipients.phone_number import parse_phone_number

# (recipient, list, whether it may be sent to)
CASES = [
    ("JANE@example.ca", ["jane@example.ca"], True),
    (" jane@example.ca ", ["JANE@Example.ca"], True),
    ("(613) 736-3100", ["+16137363100"], True),
    ("+16137363100", ["613.736.3100"], True),
    ("+442079460123", ["+442079460123"], True),
    ("+44 20 7946 0123", ["+442079460123"], False),
    ("jane+x@example.ca", ["jane@example.ca"], False),
    ("6137363101", ["+16137363100"], False),
    ("6137363100@example.ca", ["+16137363100"], False),
    ("+16137363100", ["6137363100@example.ca"], False),
    ("", ["jane@example.ca"], False),
    ("jane@example.ca", [], False),
]


@pytest.mark.parametrize(
    ("recipient", "listed", "is_allowed"), CASES, ids=[f"{one}-{two}" for one, two, _ in CASES]
)
def test_recipient(recipient, listed, is_allowed):
    assert (recipient in AllowedRecipients(listed)) is is_allowed


@pytest.mark.parametrize(
    ("recipient", "listed", "is_allowed"),
    [case for case in CASES if case[0]],
    ids=[f"{one}-{two}" for one, two, _ in CASES if one],
)
def test_parsed_recipient_gets_the_same_answer(recipient, listed, is_allowed):
    parse = parse_email_address if "@" in recipient else parse_phone_number

    assert AllowedRecipients(listed).has(recipient, parse(recipient)) is is_allowed


def test_empty_list_is_false():
    assert not AllowedRecipients([])
    assert AllowedRecipients(["jane@example.ca"])

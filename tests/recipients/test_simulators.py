"""Recipients that exist for testing."""

import pytest

from notify.recipients.email_address import parse_email_address
from notify.recipients.phone_number import parse_phone_number
from notify.recipients.simulators import is_simulated, may_be_repeated

# (recipient, whether it is simulated, whether it may be repeated)
RECIPIENTS = [
    ("simulate-delivered@notification.canada.ca", True, True),
    ("Simulate-Delivered-3@notification.canada.ca", True, True),
    ("success@simulator.amazonses.com", False, True),
    ("jane@notification.canada.ca", False, False),
    ("jane@notsimulator.amazonses.com", False, False),
    ("+16132532222", True, True),
    ("613-253-2224", True, True),
    ("6132532225", False, False),
]


@pytest.mark.parametrize(
    ("recipient", "simulated", "repeatable"), RECIPIENTS, ids=[each[0] for each in RECIPIENTS]
)
def test_recipient(recipient, simulated, repeatable):
    parse = parse_email_address if "@" in recipient else parse_phone_number

    assert is_simulated(parse(recipient)) is simulated
    assert may_be_repeated(parse(recipient)) is repeatable

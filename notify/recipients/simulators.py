"""Recipients that exist for testing: everything is checked, nothing is sent."""

from typing import Final

from notify.recipients.email_address import EmailAddress
from notify.recipients.phone_number import PhoneNumber

SIMULATED_PHONE_NUMBERS: Final = frozenset({"+16132532222", "+16132532223", "+16132532224"})

SIMULATED_EMAIL_ADDRESSES: Final = frozenset(
    {
        "simulate-delivered@notification.canada.ca",
        "simulate-delivered-2@notification.canada.ca",
        "simulate-delivered-3@notification.canada.ca",
    }
)

_SIMULATOR_DOMAIN: Final = "@simulator.amazonses.com"


def is_simulated(address: EmailAddress | PhoneNumber) -> bool:
    """Tell whether a recipient is one of the product's own test recipients."""
    if isinstance(address, PhoneNumber):
        return address.e164 in SIMULATED_PHONE_NUMBERS
    return address.normalised in SIMULATED_EMAIL_ADDRESSES


def may_be_repeated(address: EmailAddress | PhoneNumber) -> bool:
    """Tell whether a recipient may stand in a file many times without a warning."""
    if is_simulated(address):
        return True
    return isinstance(address, EmailAddress) and address.normalised.endswith(_SIMULATOR_DOMAIN)

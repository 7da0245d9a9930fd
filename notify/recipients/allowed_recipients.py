"""The list of recipients that a service in trial, or a team key, may send to."""

from collections.abc import Iterable

from notify.recipients.email_address import EmailAddress, parse_email_address
from notify.recipients.errors import InvalidEmailAddress, InvalidPhoneNumber
from notify.recipients.phone_number import PhoneNumber, parse_phone_number


class AllowedRecipients:
    """Compare recipients in normal form: home numbers in E.164, addresses in lower case.

    Foreign numbers are compared as they are written. An empty list allows nobody; a caller
    for whom it means "everybody" does not ask.
    """

    def __init__(self, recipients: Iterable[str]) -> None:
        self._normal_forms = frozenset(_normal_form(recipient) for recipient in recipients)

    def __bool__(self) -> bool:
        return bool(self._normal_forms)

    def __contains__(self, recipient: str) -> bool:
        return _normal_form(recipient) in self._normal_forms

    def has(self, recipient: str, address: EmailAddress | PhoneNumber | None) -> bool:
        """Tell the same as `in`, without parsing what the caller has parsed."""
        if isinstance(address, EmailAddress):
            return address.normalised in self._normal_forms
        if isinstance(address, PhoneNumber) and not address.is_international:
            return address.e164 in self._normal_forms
        return recipient in self


def _normal_form(recipient: str) -> str:
    # Addresses first: a number is also found inside "6137363100@example.ca".
    try:
        return parse_email_address(recipient).normalised
    except InvalidEmailAddress:
        pass
    try:
        return parse_phone_number(recipient, international=False).e164
    except InvalidPhoneNumber:
        return recipient

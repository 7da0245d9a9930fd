"""People who sign in, what they sign in with, and the record of what they did."""

from notify.accounts.models.devices import EmailDevice, RememberedDevice, SignOnDevice, SmsDevice
from notify.accounts.models.domains import ApprovedDomain
from notify.accounts.models.people import AuditEvent, Factor, User
from notify.accounts.models.sign_ins import SignIn

__all__ = [
    "ApprovedDomain",
    "AuditEvent",
    "EmailDevice",
    "Factor",
    "RememberedDevice",
    "SignIn",
    "SignOnDevice",
    "SmsDevice",
    "User",
]

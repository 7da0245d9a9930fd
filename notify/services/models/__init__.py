"""Departments, their services, the people in them and the ways they send."""

from notify.services.models.api_key import ApiKey
from notify.services.models.callback import Callback
from notify.services.models.membership import Membership
from notify.services.models.notice import Notice
from notify.services.models.organisations import Domain, Organisation
from notify.services.models.senders import ReplyToAddress, SafelistEntry, SmsSender
from notify.services.models.service import Service

__all__ = [
    "ApiKey",
    "Callback",
    "Domain",
    "Membership",
    "Notice",
    "Organisation",
    "ReplyToAddress",
    "SafelistEntry",
    "Service",
    "SmsSender",
]

"""Departments, their services, the people in them and the ways they send."""

from notify.services.models.api_key import ApiKey
from notify.services.models.brand import Brand
from notify.services.models.callback import Callback
from notify.services.models.go_live import GoLiveRequest
from notify.services.models.invitation import Invitation
from notify.services.models.join_request import JoinRequest
from notify.services.models.membership import Membership
from notify.services.models.notice import Notice
from notify.services.models.organisation_member import OrganisationMember
from notify.services.models.organisations import Domain, Organisation
from notify.services.models.reply_to_check import ReplyToCheck
from notify.services.models.senders import ReplyToAddress, SafelistEntry, SmsSender
from notify.services.models.service import Service

__all__ = [
    "ApiKey",
    "Brand",
    "Callback",
    "Domain",
    "GoLiveRequest",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Notice",
    "Organisation",
    "OrganisationMember",
    "ReplyToAddress",
    "ReplyToCheck",
    "SafelistEntry",
    "Service",
    "SmsSender",
]

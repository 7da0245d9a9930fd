"""Whom a service in trial, or a team key, may write to."""

from uuid import UUID

from django.db import connection

from notify.recipients.allowed_recipients import AllowedRecipients
from notify.recipients.simulators import SIMULATED_EMAIL_ADDRESSES, SIMULATED_PHONE_NUMBERS
from notify.sending.account import Account
from notify.sending.errors import RecipientNotAllowed
from notify.sending.request import MessageRequest
from notify.services.models import ApiKey

TEAM_AND_SAFELIST = """
SELECT CASE %(channel)s WHEN 'email' THEN u.email ELSE u.mobile_number END
FROM services_membership m JOIN accounts_user u ON u.id = m.user_id
WHERE m.service_id = %(service)s AND u.is_active
UNION ALL
SELECT recipient FROM services_safelistentry
WHERE service_id = %(service)s AND channel = %(channel)s
"""
SIMULATED = {"email": SIMULATED_EMAIL_ADDRESSES, "sms": SIMULATED_PHONE_NUMBERS}


def check_recipient(request: MessageRequest, channel: str) -> None:
    """Raises RecipientNotAllowed."""
    if may_send_to_anyone(request.account, request.key_type):
        return
    # Only when written exactly: a spelling that has to be interpreted is a real recipient here.
    if request.recipient in SIMULATED[channel]:
        return
    if not allowed_recipients(request.account.id, channel).has(request.recipient, request.address):
        raise RecipientNotAllowed(request.key_type, request.account.id)


def may_send_to_anyone(account: Account, key_type: str) -> bool:
    """A test key sends to nobody, so it may name anyone."""
    if key_type == ApiKey.Type.TEST:
        return True
    return key_type == ApiKey.Type.NORMAL and not account.restricted


def allowed_recipients(service_id: UUID, channel: str) -> AllowedRecipients:
    """Return the members' own addresses or numbers, and the safelist."""
    with connection.cursor() as cursor:
        cursor.execute(TEAM_AND_SAFELIST, {"service": service_id, "channel": channel})
        return AllowedRecipients(recipient for (recipient,) in cursor.fetchall() if recipient)

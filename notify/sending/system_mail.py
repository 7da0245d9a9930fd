"""Send what the product itself has to say: codes, invitations, notices. The path of every message.

Call these outside a transaction of your own, after what they tell is committed.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q

from notify.accounts.models import User
from notify.recipients.email_address import parse_email_address
from notify.recipients.phone_number import parse_phone_number
from notify.sending.account import Account
from notify.sending.email import send_email
from notify.sending.request import Accepted, MessageRequest
from notify.sending.sms import send_sms
from notify.sending.system_service import ensure_template, system_service
from notify.services.models import ApiKey, Notice

logger = logging.getLogger(__name__)

NOTICES_AT_ONCE = 100


def send_system_email(
    kind: str, address: str, values: Mapping[str, object], *, language: str | None = None
) -> Accepted:
    """Send a system template to an address, with priority; without a language, in both.

    Raises InvalidEmailAddress, SendingError, KeyError (no such kind).
    """
    template = ensure_template(kind)
    return send_email(
        MessageRequest(
            account=Account.of(system_service()),
            key_type=ApiKey.Type.NORMAL,
            template_id=template.pk,
            recipient=address,
            address=parse_email_address(address),
            personalisation=values,
            language=language,
        )
    )


def send_system_sms(
    kind: str, number: str, values: Mapping[str, object], *, language: str | None = None
) -> Accepted:
    """Send a system template to a phone number, with priority; without a language, in both.

    Raises InvalidPhoneNumber, SendingError, KeyError (no such kind).
    """
    template = ensure_template(kind)
    return send_sms(
        MessageRequest(
            account=Account.of(system_service()),
            key_type=ApiKey.Type.NORMAL,
            template_id=template.pk,
            recipient=number,
            address=parse_phone_number(number, international=True),
            personalisation=values,
            language=language,
        )
    )


def send_notices() -> int:
    """Send the notices that wait, each to all it is for; return how many. A periodic duty.

    A notice is marked in the transaction that stores its messages: it is sent once or not yet.
    Raises what hindered one, after all the others, so that the duty does not pass for done.
    """
    sent = 0
    failure: Exception | None = None
    waiting = Notice.objects.filter(sent_at=None).order_by("id").values_list("pk", flat=True)
    for notice_id in list(waiting[:NOTICES_AT_ONCE]):
        try:
            sent += _send_notice(notice_id)
        except Exception as error:  # one that cannot be sent must not hold back the others
            logger.warning("Notice %s cannot be sent: %s", notice_id, type(error).__name__)
            failure = error
    if failure:
        raise failure
    return sent


@transaction.atomic
def _send_notice(notice_id: int) -> int:
    notices = Notice.objects.select_for_update(skip_locked=True, of=("self",))
    notice = notices.select_related("service").filter(pk=notice_id, sent_at=None).first()
    if notice is None:
        return 0
    for user in _readers(notice):
        name = notice.service.name_fr if user.language == "fr" else notice.service.name_en
        values = {**notice.values, "service_name": name}
        send_system_email(notice.kind, user.email, values, language=user.language)
    notice.sent_at = datetime.now(UTC)
    notice.save(update_fields=["sent_at"])
    return 1


def _readers(notice: Notice) -> list[User]:
    """Return the active members who hold one of the permissions that the notice names."""
    holds = Q(memberships__service_id=notice.service_id) & Q(
        memberships__permissions__overlap=notice.permissions
    )
    return list(User.objects.filter(holds, is_active=True).distinct())

"""Send a text message: the one way in, for the API, the portal and every row of a list."""

from functools import lru_cache

from django.conf import settings

from notify.recipients.errors import InvalidPhoneNumber
from notify.recipients.phone_number import parse_phone_number
from notify.recipients.simulators import SIMULATED_PHONE_NUMBERS, is_simulated
from notify.rendering.sms import SMS_LIMIT, count_sms
from notify.sending.checks import (
    Draft,
    check_delivery,
    check_not_blank,
    draft_message,
    limits_of,
)
from notify.sending.errors import TextTooLong
from notify.sending.files import kept_files
from notify.sending.request import Accepted, MessageRequest
from notify.sending.store import (
    NewNotification,
    check_version,
    count_simulated,
    store_notification,
)

CHANNEL = "sms"


def send_sms(request: MessageRequest) -> Accepted:
    """Check a text and store it; it is committed on return. Raises SendingError, OverLimit."""
    draft = draft_message(request, CHANNEL)
    fragments = count_fragments(request, draft)
    body = draft.content.body(draft.values)
    check_not_blank(body)
    limits = limits_of(request, CHANNEL)
    check_delivery(request, draft, cost=fragments, limits=limits)
    new = _new_notification(request, draft, fragments)
    accepted = Accepted(
        new.id,
        draft.template.id,
        draft.template.version,
        body,
        "",
        new.sender,
        draft.sanitised,
        draft.rate,
    )
    if is_simulated(request.address) and request.scheduled_for is None:
        # Only a simulator that is written exactly costs nothing (section 4.2 of the contract).
        is_free = request.recipient in SIMULATED_PHONE_NUMBERS
        check_version(request.account.id, request.version)
        answer = request.answer_to_keep(accepted)
        if answer or (limits and not is_free):
            used = None if is_free else limits
            count_simulated(request.account.id, CHANNEL, fragments, used, answer)
    else:
        with kept_files(draft.files):
            store_notification(new, limits, request.answer_to_keep(accepted), request.version)
    return accepted


def count_fragments(request: MessageRequest, draft: Draft) -> int:
    """Count what is sent, the service's name in front of it. Raises TextTooLong."""
    account = request.account
    prefix = account.name_in(draft.content.first_language) if account.prefix_sms else None
    count = count_sms(draft.content.text(draft.values, prefix))
    if count.units > SMS_LIMIT:
        raise TextTooLong(count.units, SMS_LIMIT)
    return count.fragments


def _new_notification(request: MessageRequest, draft: Draft, fragments: int) -> NewNotification:
    return NewNotification(
        service_id=request.account.id,
        template_id=draft.template.id,
        template_version=draft.template.version,
        key_type=request.key_type,
        channel=CHANNEL,
        queue=draft.template.queue,
        recipient=request.recipient,
        normalised=request.normalised,
        personalisation=draft.files.seal_in(draft.values),
        client_reference=request.reference,
        sender=format_sender(draft.template.sender or settings.DEFAULT_SMS_SENDER),
        fragments=fragments,
        international=request.is_abroad,
        language=draft.content.language or "",
        scheduled_for=request.scheduled_for,
        api_key_id=request.api_key_id,
        created_by_id=request.created_by_id,
        id=draft.files.message_id,
    )


@lru_cache(maxsize=1000)
def format_sender(sender: str) -> str:
    """Write a sender that is a home number in E.164; a name or a short code stays as it is."""
    try:
        return parse_phone_number(sender, international=False).e164
    except InvalidPhoneNumber:
        return sender

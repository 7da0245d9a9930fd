"""Send an email: the one way in, for the API, the portal and every row of a list."""

from notify.recipients.simulators import is_simulated
from notify.sending.checks import check_delivery, check_not_blank, draft_message, limits_of
from notify.sending.files import kept_files
from notify.sending.request import Accepted, MessageRequest
from notify.sending.store import (
    NewNotification,
    check_version,
    count_simulated,
    store_notification,
)

CHANNEL = "email"


def send_email(request: MessageRequest) -> Accepted:
    """Check an email and store it; it is committed on return. Raises SendingError, OverLimit."""
    draft = draft_message(request, CHANNEL)
    template, values = draft.template, draft.values
    body = draft.content.body(values)
    check_not_blank(body)
    subject = draft.content.subject_escaped(values)
    limits = limits_of(request, CHANNEL)
    check_delivery(request, draft, cost=1, limits=limits)
    new = NewNotification(
        service_id=request.account.id,
        template_id=template.id,
        template_version=template.version,
        key_type=request.key_type,
        channel=CHANNEL,
        queue=template.queue,
        recipient=request.recipient,
        normalised=request.normalised,
        personalisation=draft.files.seal_in(values),
        client_reference=request.reference,
        sender=template.sender or "",
        language=draft.content.language or "",
        scheduled_for=request.scheduled_for,
        api_key_id=request.api_key_id,
        created_by_id=request.created_by_id,
        unsubscribe_url=request.unsubscribe_url,
        id=draft.files.message_id,
    )
    accepted = Accepted(
        new.id,
        template.id,
        template.version,
        body,
        subject,
        request.account.from_address(),
        draft.sanitised,
        draft.rate,
    )
    if is_simulated(request.address) and request.scheduled_for is None:
        check_version(request.account.id, request.version)
        answer = request.answer_to_keep(accepted)
        if limits or answer:
            count_simulated(request.account.id, CHANNEL, 1, limits, answer)
    else:
        with kept_files(draft.files):
            store_notification(new, limits, request.answer_to_keep(accepted), request.version)
    return accepted

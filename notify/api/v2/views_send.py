"""POST /v2/notifications/{type}: send one message."""

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.bodies import read_json
from notify.api.errors import URL_NOT_FOUND, PlainError
from notify.api.keys import Caller, note_use
from notify.api.refusals import BadRequest, rate_headers
from notify.api.renderers import to_json
from notify.api.v2.retries import answer_again, answer_twin, read_retry_key
from notify.api.v2.schema import SendForm, read_send
from notify.api.views import base_url, caller_of
from notify.sending.email import send_email
from notify.sending.idempotency import AlreadyAnswered
from notify.sending.request import Accepted, MessageRequest, Retry
from notify.sending.sms import send_sms

SEND: dict[str, Callable[[MessageRequest], Accepted]] = {"email": send_email, "sms": send_sms}
LETTERS_REFUSED = "Service is not allowed to send letters"


def post_notification(request: Request, kind: str) -> Response:
    """Accept an email or a text message. A 201 means that it is committed."""
    caller = caller_of(request)
    body = read_json(request)
    if kind == "letter":
        raise BadRequest(LETTERS_REFUSED)
    if kind not in SEND:
        raise PlainError(404, URL_NOT_FOUND)
    mark = read_retry_key(request, caller, body)
    # Before the body is judged: a time that was ahead the first time may be past by now.
    replay = answer_again(caller, mark) if mark else None
    if replay:
        return replay
    form = read_send(kind, body)
    base = base_url(request)
    if mark is None:
        accepted = SEND[kind](_as_request(form, caller))
        note_use(caller.key)
        return _created(_answer(kind, form, accepted, caller, base), accepted)
    retry: Retry[Accepted] = Retry(
        mark.key,
        mark.fingerprint,
        lambda accepted: to_json(_answer(kind, form, accepted, caller, base)).decode(),
    )
    try:
        accepted = SEND[kind](_as_request(form, caller, retry))
    except AlreadyAnswered:
        return answer_twin(caller, mark)
    note_use(caller.key)
    return _created(_answer(kind, form, accepted, caller, base), accepted)


def _created(answer: dict[str, Any], accepted: Accepted) -> Response:
    return Response(answer, status=201, headers=rate_headers(accepted.rate))


def _as_request(
    form: SendForm, caller: Caller, retry: Retry[Accepted] | None = None
) -> MessageRequest:
    return MessageRequest(
        account=caller.account,
        key_type=caller.key.key_type,
        template_id=form.template_id,
        recipient=form.recipient,
        address=form.address,
        personalisation=form.personalisation,
        reference=form.reference,
        sender_id=form.sender_id,
        scheduled_for=form.scheduled_for,
        language=form.language,
        api_key_id=caller.key.id,
        unsubscribe_url=form.unsubscribe_url or "",
        sanitise_for=form.sanitise_for,
        retry=retry,
    )


def _answer(
    kind: str, form: SendForm, accepted: Accepted, caller: Caller, base: str
) -> dict[str, Any]:
    content: dict[str, Any] = {"body": accepted.body}
    if kind == "email":
        content = {"from_email": accepted.sender, **content, "subject": accepted.subject}
        if form.unsubscribe_url:
            content["one_click_unsubscribe_url"] = form.unsubscribe_url
    else:
        content = {"from_number": accepted.sender, **content}
    template_id = accepted.template_id
    answer: dict[str, Any] = {
        "id": str(accepted.id),
        "reference": form.reference,
        "content": content,
        "uri": f"{base}/v2/notifications/{accepted.id}",
        "template": {
            "id": str(template_id),
            "version": accepted.template_version,
            "uri": f"{base}/services/{caller.account.id}/templates/{template_id}",
        },
        "scheduled_for": form.schedule_text,
    }
    if kind == "email":
        answer["sanitised_content"] = accepted.sanitised
    return answer

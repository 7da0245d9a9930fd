"""POST /v2/notifications/{type}: send one message."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.authentication import authenticate_anew
from notify.api.bodies import read_json
from notify.api.errors import URL_NOT_FOUND, PlainError
from notify.api.keys import Caller, note_use
from notify.api.refusals import ApiError, BadRequest, rate_headers
from notify.api.renderers import to_json
from notify.api.v2.problems import ValidationFailed
from notify.api.v2.retries import answer_again, answer_twin, read_retry_key
from notify.api.v2.schema import SendForm, read_send
from notify.api.views import base_url, caller_of
from notify.sending.email import send_email
from notify.sending.errors import RateExceeded
from notify.sending.idempotency import AlreadyAnswered
from notify.sending.rate import Rate
from notify.sending.request import Accepted, MessageRequest, Retry
from notify.sending.sms import send_sms
from notify.sending.store import ServiceChanged

SEND: dict[str, Callable[[MessageRequest], Accepted]] = {"email": send_email, "sms": send_sms}
# What the fast lane (api/fast_lane.py) leaves in a request's environment for the view: the state of
# the rate, which is counted once, and an error after which nothing may be sent again.
COUNTED = "notify.counted"
FAILED = "notify.failed"
LETTERS_REFUSED = "Service is not allowed to send letters"


def post_notification(request: Request, kind: str) -> Response:
    """Accept an email or a text message. A 201 means that it is committed.

    The first try trusts what this process has kept of key and template. What it refuses is looked
    into again with nothing kept, unless nothing has changed; what it accepts, the store looks into.
    """
    caller = caller_of(request)
    if FAILED in request.META:
        raise request.META[FAILED]
    posted = Posted(request, kind)
    try:
        return _post(posted, caller, trusts_kept=True)
    except ServiceChanged:
        pass
    except Exception:
        if not caller.is_kept or caller.is_current():
            raise
    caller = authenticate_anew(request.META["HTTP_AUTHORIZATION"])
    request.auth = caller
    return _post(posted, caller, trusts_kept=False)


class Posted:
    """A request whose body is read once, however often it is looked at."""

    def __init__(self, request: Request, kind: str) -> None:
        self.request = request
        self.kind = kind
        self._body: Any = None
        self._error: Exception | None = None
        self._is_read = False

    def body(self) -> Any:
        """Return the parsed body. Raises ApiError, ValidationFailed."""
        if not self._is_read:
            self._is_read = True
            try:
                self._body = read_json(self.request)
            except (ApiError, ValidationFailed) as error:
                self._error = error
        if self._error:
            raise self._error
        return self._body


def _post(posted: Posted, caller: Caller, *, trusts_kept: bool) -> Response:
    request, kind = posted.request, posted.kind
    body = posted.body()
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
    counted = request.META.get(COUNTED)
    message = as_request(form, caller, trusts_kept=trusts_kept, counted=counted)
    if mark:
        retry: Retry[Accepted] = Retry(
            mark.key,
            mark.fingerprint,
            lambda accepted: to_json(answer_of(kind, form, accepted, caller, base)).decode(),
        )
        message = replace(message, retry=retry)
    try:
        accepted = SEND[kind](message)
    except AlreadyAnswered:
        return answer_twin(caller, mark)
    note_use(caller.key)
    answer = answer_of(kind, form, accepted, caller, base)
    return Response(answer, status=201, headers=rate_headers(accepted.rate))


def as_request(
    form: SendForm,
    caller: Caller,
    *,
    trusts_kept: bool,
    counted: Rate | RateExceeded | None = None,
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
        trusts_kept=trusts_kept,
        counted=counted,
    )


def answer_of(
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

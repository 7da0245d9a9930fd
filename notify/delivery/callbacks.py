"""Tell services what became of their messages.

The queue is a table, so nothing is lost; an endpoint has at most a few calls under way, so a dead
one slows nobody else. The ladder is the API contract's: five seconds for an answer, and five more
tries 300 s apart after no answer, a 429 or a 5xx. Other refusals are final at once.
"""

import base64
import hashlib
import hmac
import json
import logging
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import urllib3
from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils import timezone
from urllib3.exceptions import HTTPError

from notify.accounts.models import AuditEvent
from notify.delivery.callback_bodies import body_of
from notify.delivery.callback_log import log_attempt
from notify.delivery.guarded_http import RefusedAddress, guarded_pool
from notify.delivery.models import CallbackDelivery
from notify.services.callbacks import bearer_token, secrets_that_sign
from notify.services.models import Callback
from notify.services.notices import record_notice

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
RECEIVED_TEXT_SECONDS = 60.0
LEAST_SECONDS = 0.1  # what is left of these after redirects
LEASE_SECONDS = 120
MOST_ATTEMPTS = 6
RETRY_SECONDS = 300
THREADS = 16
MOST_TO_ONE_ENDPOINT = 4
GIVEN_UP_BEFORE_SUSPENSION = 10
SUSPENDED_NOTICE = "callback-suspended"
TOO_MANY_REQUESTS = 429
MOST_REDIRECTS = 3
KEEPS_METHOD = (307, 308)

CLAIM = """
UPDATE delivery_callbackdelivery SET
    due_at = now() + make_interval(secs => %(lease)s), attempts = attempts + 1
WHERE id = ANY(ARRAY(
    SELECT picked.id FROM (
        -- in any order, so that a few endpoints with much to hear do not hold every thread
        SELECT id FROM services_callback
        WHERE suspended_at IS NULL AND id <> ALL(%(busy)s::uuid[]) ORDER BY random()
    ) cb CROSS JOIN LATERAL (
        SELECT d.id FROM delivery_callbackdelivery d
        WHERE d.callback_id = cb.id AND d.due_at <= now()
        ORDER BY d.due_at LIMIT %(each)s FOR UPDATE SKIP LOCKED
    ) picked LIMIT %(most)s
))
RETURNING id, callback_id, notification_id, status, happened_at, attempts
"""


@dataclass(frozen=True)
class Call:
    """A callback to make now."""

    id: UUID
    callback_id: UUID
    notification_id: UUID
    status: str
    happened_at: datetime
    attempts: int


@dataclass(frozen=True)
class Answer:
    """How a call went. `status` is the HTTP status, or None when there was no answer."""

    status: int | None
    problem: str
    seconds: float
    may_be_busy: bool = True  # a 429 to a received text is final (contract, 6.4)

    @property
    def is_good(self) -> bool:
        return self.status is not None and self.status < 400

    @property
    def may_get_better(self) -> bool:
        if self.status == TOO_MANY_REQUESTS:
            return self.may_be_busy
        return self.status is None or self.status >= 500


class UnsafeRedirect(HTTPError):
    """An endpoint sends us from https to http."""


class CallbackCourier:
    """Makes the calls of one worker process."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="callbacks")
        self._lock = threading.Lock()
        self._under_way: Counter[UUID] = Counter()

    def drain(self) -> int:
        """Start the calls that are due and that there are threads for; return how many."""
        with self._lock:
            free = THREADS - self._under_way.total()
            busy = [key for key, n in self._under_way.items() if n >= MOST_TO_ONE_ENDPOINT]
        calls = claim_calls(free, busy) if free > 0 else []
        with self._lock:
            self._under_way.update(call.callback_id for call in calls)
        for call in calls:
            self._pool.submit(self._make, call)
        return len(calls)

    def stop(self) -> None:
        """Finish the calls under way."""
        self._pool.shutdown(wait=True)

    def _make(self, call: Call) -> None:
        try:
            make_call(call)
        except Exception:  # a worker's edge: the call's lease runs out and it is tried again
            logger.exception("Callback %s failed", call.id)
            connection.close()
        finally:
            with self._lock:
                self._under_way[call.callback_id] -= 1
            close_old_connections()


def claim_calls(most: int, busy: list[UUID] | None = None) -> list[Call]:
    """Claim due calls, a few for each endpoint, and commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                "lease": LEASE_SECONDS,
                "each": MOST_TO_ONE_ENDPOINT,
                "busy": busy or [],
                "most": most,
            },
        )
        return [Call(*row) for row in cursor.fetchall()]


def make_call(call: Call) -> Answer | None:
    """Call and write down how it went. None when the message was forgotten meanwhile."""
    callback = Callback.objects.get(pk=call.callback_id)
    body = body_of(callback.kind, call)
    if body is None:
        CallbackDelivery.objects.filter(pk=call.id).delete()
        return None
    answer = post(callback, str(call.id), body)
    log_attempt(call.id, call.attempts, answer)
    _write_down(call, callback, answer)
    return answer


def post(callback: Callback, identifier: str, body: dict[str, Any]) -> Answer:
    """POST a body to a service's endpoint, signed. Never raises for what the endpoint does."""
    text = json.dumps(body).encode()
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {bearer_token(callback)}",
        **signature_headers(identifier, text, *secrets_that_sign(callback)),
    }
    is_received_text = callback.kind == Callback.Kind.INBOUND_SMS
    patience = RECEIVED_TEXT_SECONDS if is_received_text else ANSWER_SECONDS
    began = time.monotonic()
    status, problem = None, ""
    try:
        status = _request(callback.url, text, headers, until=began + patience)
    except RefusedAddress:
        problem = "address-not-public"
    except HTTPError as error:
        problem = _name_problem(error)
    seconds = time.monotonic() - began
    return Answer(status, problem, seconds, may_be_busy=not is_received_text)


def _request(url: str, body: bytes, headers: dict[str, str], *, until: float) -> int:
    """POST and follow redirects as browsers do: after a 301, 302 or 303 with a GET.

    Another host gets neither the token nor the body, and what was https stays https.
    """
    method, content = "POST", body
    for _ in range(MOST_REDIRECTS + 1):
        answer = _pool().request(
            method,
            url,
            body=content,
            headers=headers,
            redirect=False,
            preload_content=False,
            timeout=urllib3.Timeout(total=max(LEAST_SECONDS, until - time.monotonic())),
        )
        answer.close()  # the status is all that counts; an endless body would hold a thread
        target = answer.get_redirect_location()
        if not target:
            break
        before, url = urlsplit(url), urljoin(url, target)
        after = urlsplit(url)
        if before.scheme == "https" and after.scheme != "https":
            raise UnsafeRedirect("from https to http")
        if answer.status not in KEEPS_METHOD or after.netloc != before.netloc:
            method, content = "GET", b""
        if after.netloc != before.netloc:
            headers = {"Content-Type": headers["Content-Type"]}
    return answer.status


def signature_headers(identifier: str, body: bytes, *secrets: str) -> dict[str, str]:
    """Sign as the Standard Webhooks specification says: HMAC-SHA256 of id, time and body.

    Each secret signs, the newest first; one signature that is right is enough for a receiver.
    """
    stamp = str(int(datetime.now(UTC).timestamp()))
    signed = b".".join((identifier.encode(), stamp.encode(), body))
    signatures = []
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        digest = hmac.digest(key, signed, hashlib.sha256)
        signatures.append(f"v1,{base64.b64encode(digest).decode()}")
    return {
        "Webhook-Id": identifier,
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": " ".join(signatures),
    }


def replay(delivery: CallbackDelivery) -> None:
    """Make a call due again, for a person who has mended the endpoint."""
    CallbackDelivery.objects.filter(pk=delivery.pk).update(
        state=CallbackDelivery.State.WAITING, due_at=Now(), attempts=0
    )


def _write_down(call: Call, callback: Callback, answer: Answer) -> None:
    gives_up = not answer.may_get_better or call.attempts >= MOST_ATTEMPTS
    state = CallbackDelivery.State.WAITING
    due_at: CombinedExpression | None = None
    if answer.is_good:
        state = CallbackDelivery.State.DELIVERED
    elif gives_up:
        state = CallbackDelivery.State.GIVEN_UP
    else:
        due_at = Now() + timedelta(seconds=RETRY_SECONDS)
    CallbackDelivery.objects.filter(pk=call.id).update(
        state=state,
        due_at=due_at,
        answered=answer.status,
        problem=answer.problem,
        seconds=answer.seconds,
        attempted_at=Now(),
    )
    if answer.is_good:
        Callback.objects.filter(pk=callback.pk, failures__gt=0).update(failures=0)
    elif state == CallbackDelivery.State.GIVEN_UP:
        _count_failure(callback)


def _count_failure(callback: Callback) -> None:
    """Suspend an endpoint that stays broken; what is queued for it waits."""
    Callback.objects.filter(pk=callback.pk).update(failures=F("failures") + 1)
    suspended = Callback.objects.filter(
        pk=callback.pk, failures__gte=GIVEN_UP_BEFORE_SUSPENSION, suspended_at=None
    ).update(suspended_at=Now())
    if suspended:
        AuditEvent.objects.create(
            action="callback-suspended",
            service_id=callback.service_id,
            subject_type="callback",
            subject_id=str(callback.id),
        )
        record_notice(
            callback.service_id,
            SUSPENDED_NOTICE,
            {"host": urlsplit(callback.url).hostname or "", "calls": GIVEN_UP_BEFORE_SUSPENSION},
            once_key=f"{callback.id} {timezone.now():%Y-%m-%dT%H:%M}",
        )


@lru_cache(maxsize=1)
def _pool() -> urllib3.PoolManager:
    return guarded_pool(allow_loopback=settings.CALLBACKS_TO_LOOPBACK, seconds=ANSWER_SECONDS)


def _name_problem(error: HTTPError) -> str:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, RefusedAddress):
        return "address-not-public"
    return type(reason).__name__

"""The `Idempotency-Key` header: a retry with the same key is answered as the first time."""

import json
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.keys import Caller
from notify.api.refusals import ApiError, BadRequest
from notify.sending.idempotency import AlreadyAnswered, find_answer
from notify.vault import blind_index

LONGEST_KEY = 255
BAD_KEY = f"Idempotency-Key must be 1 to {LONGEST_KEY} printable ASCII characters"
KEY_REUSED = "Idempotency-Key was already used for a different request"


@dataclass(frozen=True)
class RetryKey:
    """A caller's key and what it was sent with, which cannot be read back."""

    key: str
    fingerprint: bytes


def read_retry_key(request: Request, caller: Caller, body: Any) -> RetryKey | None:
    """Return the header's key, None without one. Raises ApiError."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise BadRequest(BAD_KEY)
    # The key type is part of it: what a test key was answered was not sent to anybody.
    parts = [request.method, request.path, caller.key.key_type, body]
    return RetryKey(key, blind_index(json.dumps(parts, sort_keys=True)))


def answer_twin(caller: Caller, mark: RetryKey | None) -> Response:
    """Return what the twin was answered whose commit came first."""
    replay = answer_again(caller, mark) if mark else None
    if replay is None:
        raise AlreadyAnswered
    return replay


def answer_again(caller: Caller, mark: RetryKey) -> Response | None:
    """Return the first answer, None when there is none. Raises ApiError for another request."""
    kept = find_answer(caller.account.id, mark.key)
    if kept is None:
        return None
    if kept.fingerprint != mark.fingerprint:
        raise ApiError(422, "IdempotencyKeyReused", KEY_REUSED)
    return Response(json.loads(kept.text), status=201, headers={"Idempotent-Replayed": "true"})

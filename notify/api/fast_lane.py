"""Accept a well-formed send of one message without Django's request, middleware and views.

Authentication, validation, checks and store are the view's own (v2/views_send.py); only what stands
around them is left out, which is half of the request's CPU: 0.5 ms against 1.0. Whatever is not
plain here goes to the view, unchanged, and the view answers: every refusal is its own. The setting
FAST_LANE turns the lane off; tests/api/test_fast_lane.py compares the bytes of both.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware

from notify.api.authentication import authenticate_header
from notify.api.bodies import is_json, parse_json
from notify.api.keys import find_kept, note_use
from notify.api.refusals import ApiError, rate_headers
from notify.api.renderers import to_json
from notify.api.v2.problems import ValidationFailed
from notify.api.v2.schema import read_send
from notify.api.v2.views_send import COUNTED, FAILED, SEND, answer_of, as_request
from notify.api.views import ALLOWED_HEADERS, ALLOWED_METHODS
from notify.sending.errors import RateExceeded, SendingError
from notify.sending.rate import count_request
from notify.sending.request import Accepted
from notify.sending.store import OverLimit, ServiceChanged

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
Headers = list[tuple[str, str]]

CHANNELS = {"/v2/notifications/email": "email", "/v2/notifications/sms": "sms"}
LARGEST_BODY = 64 * 1024
# A browser, a retry key and a body of unknown length are the view's.
NOT_PLAIN = ("HTTP_ORIGIN", "HTTP_IDEMPOTENCY_KEY", "HTTP_TRANSFER_ENCODING")
REFUSALS = (ApiError, ValidationFailed, SendingError, OverLimit, ServiceChanged, DisallowedHost)


def with_fast_lane(view: Application) -> Application:
    """Return an application that accepts what it can and gives the rest to `view`."""

    def application(environ: Environ, start_response: Any) -> Iterable[bytes]:
        channel = CHANNELS.get(environ.get("PATH_INFO", ""))
        if channel and _is_plain(environ):
            answer = _try(environ, channel)
            if answer:
                headers, body = answer
                start_response("201 Created", headers)
                return [body]
        return view(environ, start_response)

    return application


def _is_plain(environ: Environ) -> bool:
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and length.isdecimal()
        and len(length) < 6
        and 0 < int(length) <= LARGEST_BODY
        and is_json(environ.get("CONTENT_TYPE", ""))
        and not any(name in environ for name in NOT_PLAIN)
    )


def _try(environ: Environ, channel: str) -> tuple[Headers, bytes] | None:
    """Return the headers and body of a 201, or None, and then the body can be read again."""
    content = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = BytesIO(content)
    try:
        caller = authenticate_header(environ.get("HTTP_AUTHORIZATION", ""), find_kept)
        if not (caller.account.active and caller.account.can(channel)):
            return None
        form = read_send(channel, parse_json(content))
        base, is_secure = _base_of(environ)
        environ[COUNTED] = count_request(
            caller.account.id, caller.key.key_type, caller.account.rate_limit
        )
        request = as_request(form, caller, trusts_kept=True, counted=environ[COUNTED])
        accepted = SEND[channel](request)
    except RateExceeded as refusal:
        environ[COUNTED] = refusal
        return None
    except REFUSALS:
        return None  # nothing is stored: the view finds the same and has the words for it
    except Exception as error:  # what is stored is unknown: the view must not send it again
        environ[FAILED] = error
        return None
    note_use(caller.key)
    body = to_json(answer_of(channel, form, accepted, caller, base))
    return _headers(environ, accepted, len(body), is_secure=is_secure), body


def _base_of(environ: Environ) -> tuple[str, bool]:
    """Return the scheme and host that the caller used, and whether it is HTTPS, as Django does."""
    return _read_base(tuple(environ.get(name) for name in _BASE_NAMES))


_BASE_NAMES = (
    "HTTP_HOST",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
)


@lru_cache(maxsize=1000)
def _read_base(values: tuple[str | None, ...]) -> tuple[str, bool]:
    known = {name: value for name, value in zip(_BASE_NAMES, values, strict=True) if value}
    request = WSGIRequest({"REQUEST_METHOD": "POST", "wsgi.input": BytesIO(), **known})
    return f"{request.scheme}://{request.get_host()}", request.is_secure()


def _headers(environ: Environ, accepted: Accepted, length: int, *, is_secure: bool) -> Headers:
    """Return what the view, REST framework and the API's middleware say of a 201."""
    headers = [("Content-Type", "application/json")]
    headers += (rate_headers(accepted.rate) or {}).items()
    headers += [
        ("Allow", "GET, POST, HEAD, OPTIONS"),
        ("Access-Control-Allow-Headers", ALLOWED_HEADERS),
        ("Access-Control-Allow-Methods", ALLOWED_METHODS),
        ("X-B3-TraceId", environ.get("HTTP_X_B3_TRACEID", "None")),
        ("X-B3-SpanId", environ.get("HTTP_X_B3_SPANID", "None")),
        ("Vary", "Origin"),
        ("Content-Length", str(length)),
    ]
    return headers + _security_headers(is_secure)


@lru_cache(maxsize=2)
def _security_headers(is_secure: bool) -> Headers:
    """Return what Django's own middleware adds, by running it once."""
    request = WSGIRequest({"REQUEST_METHOD": "POST", "wsgi.input": BytesIO()})
    request.is_secure = lambda: is_secure  # type: ignore[method-assign]
    response = SecurityMiddleware(lambda _: HttpResponse()).process_response(
        request, HttpResponse()
    )
    return [item for item in response.items() if item[0] != "Content-Type"]

"""Read a JSON body: bounded, strict, and never a 500 whatever was sent."""

import json
from collections import Counter
from collections.abc import Iterable
from math import isfinite
from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request

from notify.api.refusals import ApiError, BadRequest
from notify.api.v2.problems import ValidationFailed, printed

# One 10 MiB file in base64 must reach its own check, and a message with all files holds 6 MB.
LARGEST_BODY = 15 * 1024 * 1024
DEEPEST_NESTING = 50
# An empty list is three bytes of a body and sixty of memory. A list of 50,000 rows has room here.
MOST_CONTAINERS = 200_000

NOT_JSON = (
    "Error decoding arguments: The browser (or proxy) sent a request that this server could not "
    "understand."
)
NOT_LABELLED_JSON = (
    "UnsupportedMediaType error: Did not attempt to load JSON data because the request "
    "Content-Type was not 'application/json'."
)
TOO_LARGE = f"Request body is greater than allowed limit of {LARGEST_BODY} bytes."
UNSTORABLE = "must not contain the NUL character or half of a surrogate pair"


def read_json(request: Request) -> Any:
    """Return the parsed body. Raises ApiError, ValidationFailed."""
    if not is_json(request.META.get("CONTENT_TYPE", "")):
        raise BadRequest(NOT_LABELLED_JSON, status=415)
    return parse_json(_read(request))


def parse_json(body: bytes) -> Any:
    """Return what a body holds. Raises ApiError, ValidationFailed."""
    try:
        text = body.decode(json.detect_encoding(body))
        _refuse_many_containers(text)
        data = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_refuse_doubles,
        )
        _refuse_deep_nesting(text, data)
    except (ValueError, RecursionError) as error:
        raise BadRequest(NOT_JSON) from error
    # Only an escape can hold what the decoding above does not let through.
    if "\\u" in text and isinstance(data, dict):
        _refuse_unstorable(data)
    return data


def is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )


def _read(request: Request) -> bytes:
    """Read a body that may be chunked, and so say nothing of its length, without trusting it."""
    http_request: HttpRequest = request._request
    length = http_request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and (len(length) > 12 or int(length) > LARGEST_BODY):
        raise ApiError(413, "BadRequestError", TOO_LARGE)
    stream: Any = http_request
    if http_request.META.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        stream = http_request.META["wsgi.input"]
    body: bytes = stream.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise ApiError(413, "BadRequestError", TOO_LARGE)
    return body


def _refuse_many_containers(text: str) -> None:
    if text.count("[") + text.count("{") > MOST_CONTAINERS:
        raise ValueError("too many lists and objects")


def _refuse_deep_nesting(text: str, data: object) -> None:
    """Keep what is later walked, printed and sealed far from Python's recursion limit."""
    if text.count("[") + text.count("{") <= DEEPEST_NESTING:
        return
    level = [data]
    for _ in range(DEEPEST_NESTING):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return
    raise ValueError("nested too deep")


def _children(parent: object) -> Iterable[object]:
    if isinstance(parent, dict):
        parent = list(parent.values())
    if not isinstance(parent, list):
        return ()
    return [child for child in parent if isinstance(child, dict | list)]


def _finite(digits: str) -> float:
    """Read a number; 1e999 is none that JSON can write again."""
    number = float(digits)
    if not isfinite(number):
        raise ValueError("a number is not finite")
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _refuse_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Which of two values is meant nobody can say. Raises ValidationFailed."""
    data = dict(pairs)
    if len(data) == len(pairs):
        return data
    [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
    raise ValidationFailed(
        [f"Duplicate keys are not allowed ({printed(name)} was given more than once)"]
    )


def _refuse_unstorable(data: dict[str, Any]) -> None:
    """Name the fields whose text PostgreSQL or UTF-8 cannot hold. Raises ValidationFailed."""
    fields = [name for name, value in data.items() if any(map(_is_unstorable, _texts(value)))]
    if fields:
        raise ValidationFailed([f"{name} {UNSTORABLE}" for name in fields])


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _is_unstorable(text: str) -> bool:
    if "\x00" in text:
        return True
    if text.isascii():
        return False
    try:
        text.encode()  # 30 times as fast as a look at each character: a list has a million
    except UnicodeEncodeError:
        return True
    return False

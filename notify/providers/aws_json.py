"""Write and read the JSON that SES and End User Messaging speak."""

from typing import Any

import orjson

from notify.providers.base import Refused
from notify.providers.keep_alive import Reply
from notify.providers.signed_http import Failure, garbage


def to_json(body: dict[str, Any]) -> bytes:
    """Return the request's body; refuse text that is not valid Unicode."""
    try:
        return orjson.dumps(body)
    except TypeError:
        raise Refused("invalid-content", "The content is not valid Unicode.") from None


def message_reference(reply: Reply) -> str:
    """Return ``MessageId`` of a success.

    Raises Unavailable with the outcome unknown when there is none.
    """
    reference = _members(reply).get("MessageId")
    if not isinstance(reference, str) or not reference:
        raise garbage(reply)
    return reference


def read_failure(reply: Reply) -> Failure:
    """Return the error AWS names in its header or in its body."""
    members = _members(reply)
    name = reply.headers.get("x-amzn-errortype") or _text(members, "__type")
    # "com.amazon.coral#Name" in bodies, "Name:http://..." in headers
    name = name.partition(":")[0].rpartition("#")[2]
    message = _text(members, "message") or _text(members, "Message")
    fields = members.get("Fields")
    if isinstance(fields, list):
        names = [_text(field, "Name") for field in fields if isinstance(field, dict)]
        message = " ".join([message, *names])
    return Failure(name=name, message=message, reason=_text(members, "Reason"))


def _text(members: dict[str, Any], name: str) -> str:
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _members(reply: Reply) -> dict[str, Any]:
    try:
        members = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return {}
    return members if isinstance(members, dict) else {}

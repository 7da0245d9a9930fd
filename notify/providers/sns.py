"""Text messages through AWS SNS: Publish to a phone number.

SNS gives nothing of ours back in its delivery logs, so a receipt is matched by reference alone.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import urlencode

from notify.providers.base import ProviderError, Refused, Sms
from notify.providers.keep_alive import Reply
from notify.providers.options import Options
from notify.providers.signed_http import Failure, SignedHttp, garbage, read_endpoint, to_error

HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
API_VERSION = "2010-03-31"
SENDER_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}")  # at least one letter
NUMBER = re.compile(r"\+[0-9]{5,15}")
REASONS = {"OptedOut": "opted-out", "OptedOutException": "opted-out"}


class SnsProvider:
    """Send texts with SNS. Options: region, endpoint_url and the timeouts."""

    name = "sns"

    def __init__(self, options: Mapping[str, str]) -> None:
        reader = Options(self.name, options)
        self._http = SignedHttp(read_endpoint(reader, signing_name="sns", host="sns"))
        reader.finish()

    def send(self, sms: Sms, /) -> str:
        """Send one text; return SNS's MessageId."""
        reply = self._http.post("/", _request(sms), HEADERS)
        if reply.status != 200:
            raise to_error(reply, _read_failure(reply), recipient=sms.to, refuse=_refuse)
        reference = _element(reply, "MessageId")
        if not reference:
            raise garbage(reply)
        return reference


def _request(sms: Sms) -> bytes:
    fields = {
        "Action": "Publish",
        "Version": API_VERSION,
        "PhoneNumber": sms.to,
        "Message": sms.text,
    }
    for position, (name, value) in enumerate(_attributes(sms), start=1):
        prefix = f"MessageAttributes.entry.{position}"
        fields[f"{prefix}.Name"] = name
        fields[f"{prefix}.Value.DataType"] = "String"
        fields[f"{prefix}.Value.StringValue"] = value
    try:
        return urlencode(fields).encode("ascii")
    except UnicodeError:
        raise Refused("invalid-content", "The content is not valid Unicode.") from None


def _attributes(sms: Sms) -> Iterator[tuple[str, str]]:
    yield "AWS.SNS.SMS.SMSType", "Transactional"
    if SENDER_ID.fullmatch(sms.sender):
        yield "AWS.SNS.SMS.SenderID", sms.sender
    elif NUMBER.fullmatch(sms.sender):
        yield "AWS.MM.SMS.OriginationNumber", sms.sender


def _read_failure(reply: Reply) -> Failure:
    return Failure(name=_element(reply, "Code"), message=_element(reply, "Message"))


def _element(reply: Reply, name: str) -> str:
    """Return the text of the first such element; no XML parser meets what a stranger wrote."""
    found = re.search(rb"<%b>([^<]*)</%b>" % (name.encode(), name.encode()), reply.body)
    return unescape(found.group(1).decode("utf-8", "replace")).strip() if found else ""


def _refuse(failure: Failure, detail: str) -> ProviderError:
    code = REASONS.get(failure.name, "rejected")
    message = failure.message.lower()
    if "opted out" in message:
        code = "opted-out"
    elif "phonenumber" in message or "phone number" in message:
        code = "invalid-recipient"
    return Refused(code, detail)

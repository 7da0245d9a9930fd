"""Email through AWS SES, version 2: SendEmail."""

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from notify.providers.aws_json import message_reference, read_failure, to_json
from notify.providers.base import ID_TAG, Email, ProviderError, Refused
from notify.providers.keep_alive import Reply
from notify.providers.mime import (
    ascii_address,
    check_headers,
    extra_headers,
    mailbox,
    mime_bytes,
)
from notify.providers.options import Options
from notify.providers.signed_http import Failure, SignedHttp, read_endpoint, to_error

PATH = "/v2/email/outbound-emails"
JSON = {"Content-Type": "application/json"}
MOST_HEADERS = 15  # in Simple content; docs.aws.amazon.com/ses/latest/APIReference-V2
LONGEST_VALUE = 995
ADDRESS_TROUBLE = re.compile("address|domain", re.IGNORECASE)


class SesProvider:
    """Send email with SES. Options: region, configuration_set, endpoint_url and the timeouts."""

    name = "ses"

    def __init__(self, options: Mapping[str, str]) -> None:
        reader = Options(self.name, options)
        self._configuration_set = reader.text("configuration_set")
        self._http = SignedHttp(read_endpoint(reader, signing_name="ses", host="email"))
        reader.finish()

    def send(self, email: Email, /) -> str:
        """Send one email; return SES's MessageId."""
        check_headers(email)
        reply = self._http.post(PATH, to_json(self._request(email)), JSON)
        if reply.status == 200:
            return message_reference(reply)
        raise _error(reply, email.to)

    def _request(self, email: Email) -> dict[str, Any]:
        request: dict[str, Any] = {
            "FromEmailAddress": mailbox(email.from_name, email.from_address),
            "Destination": {"ToAddresses": [ascii_address(email.to)]},
            "Content": _content(email),
            "EmailTags": [{"Name": ID_TAG, "Value": str(email.id)}],
        }
        if email.reply_to:
            request["ReplyToAddresses"] = [ascii_address(email.reply_to)]
        if self._configuration_set:
            request["ConfigurationSetName"] = self._configuration_set
        return request


def _content(email: Email) -> dict[str, Any]:
    headers = extra_headers(email)
    fits = len(headers) <= MOST_HEADERS and all(
        0 < len(value) <= LONGEST_VALUE for value in headers.values()
    )
    if email.files or not fits:
        return {"Raw": {"Data": b64encode(mime_bytes(email)).decode("ascii")}}
    body = {"Text": _part(email.text)}
    if email.html:
        body["Html"] = _part(email.html)
    return {
        "Simple": {
            "Subject": _part(email.subject),
            "Body": body,
            "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
        }
    }


def _part(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}


def _error(reply: Reply, recipient: str) -> ProviderError:
    return to_error(reply, read_failure(reply), recipient=recipient, refuse=_refuse)


def _refuse(failure: Failure, detail: str) -> ProviderError:
    if failure.name == "MailFromDomainNotVerifiedException":
        return Refused("sender-not-verified", detail)
    if failure.name == "MessageRejected" and "not verified" in failure.message:
        return Refused("sender-not-verified", detail)
    if failure.name == "BadRequestException" and ADDRESS_TROUBLE.search(failure.message):
        return Refused("invalid-recipient", detail)
    return Refused("rejected", detail)

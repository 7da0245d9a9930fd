"""Text messages through AWS End User Messaging (pinpoint-sms-voice-v2): SendTextMessage."""

import re
from collections.abc import Mapping
from typing import Any

from notify.providers.aws_json import message_reference, read_failure, to_json
from notify.providers.base import ID_TAG, ProviderError, Refused, Sms
from notify.providers.options import Options
from notify.providers.signed_http import Failure, SignedHttp, read_endpoint, to_error

HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "PinpointSMSVoiceV2.SendTextMessage",
}
LONGEST_LIFE = 259_200  # seconds: three days, the most that AWS allows
NUMBER = re.compile(r"\+?[0-9]{3,15}")
SENDER_NAME = re.compile(r"[A-Za-z0-9_-]{1,11}")

# docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2: reasons of Conflict and Validation
REASONS = {
    "DESTINATION_PHONE_NUMBER_OPTED_OUT": "opted-out",
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED": "recipient-not-verified",
    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE": "recipient-blocked",
    "DESTINATION_COUNTRY_BLOCKED": "country-blocked",
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION": "country-blocked",
    "COUNTRY_NOT_ENABLED": "country-blocked",
    "INTERNATIONAL_SENDING_NOT_SUPPORTED": "country-blocked",
    "NO_ORIGINATION_IDENTITIES_FOUND": "no-origination-identity",
    "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY": "no-origination-identity",
    "CANNOT_PARSE": "invalid-recipient",
    "PRICE_OVER_THRESHOLD": "price-over-limit",
}


class SmsVoiceProvider:
    """Send texts with End User Messaging.

    Options: region, origination_identity (a number, pool or their ARN), international_identity,
    configuration_set, time_to_live (seconds), endpoint_url and the timeouts.
    """

    name = "sms_voice"

    def __init__(self, options: Mapping[str, str]) -> None:
        reader = Options(self.name, options)
        self._identity = reader.text("origination_identity")
        self._international_identity = reader.text("international_identity")
        self._configuration_set = reader.text("configuration_set")
        self._time_to_live = reader.integer(
            "time_to_live", LONGEST_LIFE, lowest=5, highest=LONGEST_LIFE
        )
        self._http = SignedHttp(read_endpoint(reader, signing_name="sms-voice", host="sms-voice"))
        reader.finish()

    def send(self, sms: Sms, /) -> str:
        """Send one text; return AWS's MessageId."""
        reply = self._http.post("/", to_json(self._request(sms)), HEADERS)
        if reply.status == 200:
            return message_reference(reply)
        raise to_error(reply, read_failure(reply), recipient=sms.to, refuse=_refuse)

    def _request(self, sms: Sms) -> dict[str, Any]:
        request: dict[str, Any] = {
            "DestinationPhoneNumber": sms.to,
            "MessageBody": sms.text,
            "MessageType": "TRANSACTIONAL",
            "TimeToLive": self._time_to_live,
            "Context": {ID_TAG: str(sms.id)},
        }
        identity = self._origination_identity(sms)
        if identity:
            request["OriginationIdentity"] = identity
        if self._configuration_set:
            request["ConfigurationSetName"] = self._configuration_set
        return request

    def _origination_identity(self, sms: Sms) -> str:
        """Choose what the text is sent from; blank leaves the choice to AWS.

        Abroad only AWS knows which of our identities a country takes. A number is a service's own
        and wins; a name is not a sender in Canada, so the pool does.
        """
        if sms.international:
            return self._international_identity
        if NUMBER.fullmatch(sms.sender):
            return sms.sender
        if self._identity:
            return self._identity
        return sms.sender if SENDER_NAME.fullmatch(sms.sender) else ""


def _refuse(failure: Failure, detail: str) -> ProviderError:
    code = REASONS.get(failure.reason, "rejected")
    if code == "rejected" and "DestinationPhoneNumber" in failure.message:
        code = "invalid-recipient"
    return Refused(code, detail)

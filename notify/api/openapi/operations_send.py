"""Emails, text messages and lists."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from notify.api.openapi import examples, parameters
from notify.api.openapi.operation import (
    BODY_TOO_LARGE,
    NOT_JSON,
    NOT_LABELLED,
    Operation,
    Refusal,
    Success,
    bad_request,
    invalid,
)
from notify.api.openapi.serializers_send import (
    EmailRequest,
    EmailSentSerializer,
    TextRequest,
    TextSentSerializer,
)

TAG = "send"
SUSPENDED = bad_request("Service is suspended", _("The platform team has suspended the service."))
RATE = Refusal(
    "RateLimitError",
    "Exceeded rate limit for key type LIVE of 1000 requests per 60 seconds",
    _("The service sent too many requests with this type of key in the last minute."),
)
SCHEDULE = (
    invalid("scheduled_for datetime cannot be in the past", _("The time has passed.")),
    invalid(
        "scheduled_for datetime can only be up to 96 hours in the future",
        _("The time is more than 96 hours ahead."),
    ),
    invalid(
        "scheduled_for datetime format is invalid. It must be a valid ISO8601 date time format, "
        "https://en.wikipedia.org/wiki/ISO_8601",
        _("The time is not written in ISO 8601."),
    ),
)
SHAPE = (
    NOT_JSON,
    invalid("template_id is a required property", _("A field is missing.")),
    invalid("template_id is not a valid UUID", _("An id is not a UUID.")),
    invalid("reference 5 is not of type string", _("A field holds something of another type.")),
    invalid(
        "Additional properties are not allowed (to was unexpected)",
        _("There is a field that is not described here."),
    ),
    *SCHEDULE,
)
TEMPLATE = (
    bad_request("Template not found", _("The service has no such template.")),
    bad_request(
        f"Template {examples.TEMPLATE_ID} has been deleted", _("The template has been archived.")
    ),
    bad_request(
        f"Missing personalisation for template ID {examples.TEMPLATE_ID}: name, date",
        _("Variables of the template have no value."),
    ),
)
FILES = (
    invalid("personalisation file is a required property", _("An object has no “file”.")),
    invalid(
        "personalisation sending_method is a required property",
        _("A file does not say whether to attach it or to link to it."),
    ),
    invalid("personalisation filename is a required property", _("An attached file has no name.")),
    invalid(
        "form : Incorrect padding : Error decoding base64 field", _("A file is not in base64.")
    ),
    invalid(
        "form : File size for form.pdf is 11000000 and greater than allowed limit of 10485760.",
        _("A file is larger than 10 MiB."),
    ),
    invalid("File number exceed allowed limits of 10 with number of 11.", _("Too many files.")),
    bad_request(
        "Unsupported document type 'application/zip'. Supported types are: ['application/pdf']",
        _("The content of a file is of a type that may not be sent."),
    ),
    bad_request("Service is not allowed to send documents", _("The service may not send files.")),
)
VALUES = invalid(
    "Personalisation variables size of 60000 bytes is greater than allowed limit of 51200 bytes.",
    _("The values hold more than 51,200 characters."),
)
WHO = (
    bad_request(
        "Can\u2019t send to this recipient using a team-only API key "
        f"(service {examples.SERVICE_ID}) - see https://documentation.notification.canada.ca/en/keys.html#team-and-safelist",
        _("A team key writes to the service's team and safelist only."),
    ),
    bad_request(
        "Can\u2019t send to this recipient when service is in trial mode \u2013 see "
        "https://documentation.notification.canada.ca/en/keys.html#live",
        _("A service in trial mode writes to its team and safelist only."),
    ),
)
BAD_RETRY_KEY = bad_request(
    "Idempotency-Key must be 1 to 255 printable ASCII characters",
    _("The Idempotency-Key cannot be used."),
)
KEY_REUSED = Refusal(
    "IdempotencyKeyReused",
    "Idempotency-Key was already used for a different request",
    _("An earlier request with this key had another body."),
)


def _limits(channel: str, daily: str, annual: str) -> Sequence[Refusal]:
    return (
        RATE,
        Refusal(
            f"LiveServiceTooMany{channel}RequestsError", daily, _("The day's limit is reached.")
        ),
        Refusal(
            f"TrialServiceTooMany{channel}RequestsError",
            daily.replace("10000", "50").replace("1500", "50"),
            _("The day's limit of a service in trial mode is reached."),
        ),
        Refusal(
            f"LiveServiceRequestExceeds{channel}AnnualLimitError",
            annual,
            _("The limit of the fiscal year is reached."),
        ),
        Refusal(
            f"TrialServiceRequestExceeds{channel}AnnualLimitError",
            annual,
            _("The limit of the fiscal year is reached, in trial mode."),
        ),
    )


EMAIL_LIMITS = _limits(
    "Email",
    "Exceeded email daily sending limit of 10000 messages",
    "Exceeded annual email sending limit of 20000000 messages",
)
TEXT_LIMITS = _limits(
    "SMS",
    "Exceeded SMS daily sending limit of 1500 fragments",
    "Exceeded annual SMS sending limit of 100000 messages",
)


def _refusals(
    *special: Refusal, limits: Sequence[Refusal], sender: str
) -> Mapping[int, Sequence[Refusal]]:
    return {
        400: (
            *SHAPE,
            *special,
            *TEMPLATE,
            bad_request(
                f"{sender} {examples.OTHER_ID} does not exist in database for service id "
                f"{examples.SERVICE_ID}",
                _("The sender or reply-to address is not the service's."),
            ),
            *WHO,
            VALUES,
            *FILES,
            BAD_RETRY_KEY,
        ),
        403: (SUSPENDED,),
        413: (
            BODY_TOO_LARGE,
            bad_request("Uploaded document exceeds file size limit", _("A file is too large.")),
        ),
        415: (NOT_LABELLED,),
        422: (KEY_REUSED,),
        429: limits,
        503: (
            bad_request("error connecting to document download", _("The file store is down.")),
            bad_request(
                "There is no room for files at the moment, try again later",
                _("The file store is full."),
            ),
        ),
    }


SENDS: Mapping[tuple[str, str], Operation] = {
    ("POST", "/v2/notifications/email"): Operation(
        name="sendEmail",
        tag=TAG,
        summary=_("Send an email"),
        description=_(
            "Sends one email, now or up to 96 hours ahead. A 201 means that the email is stored: "
            "it will be sent, whatever happens to our machines."
        ),
        request=EmailRequest,
        request_example=examples.EMAIL_REQUEST,
        success=Success(201, EmailSentSerializer, _("The email is stored."), examples.EMAIL_SENT),
        refusals=_refusals(
            invalid(
                "email_address Not a valid email address", _("The address cannot be written to.")
            ),
            invalid(
                "one_click_unsubscribe_url is not a valid https url",
                _("The address to unsubscribe is not one of https."),
            ),
            bad_request(
                "sms template is not suitable for email notification",
                _("The template is for text messages."),
            ),
            bad_request(
                "Service is not allowed to send emails", _("The service may not send emails.")
            ),
            limits=EMAIL_LIMITS,
            sender="email_reply_to_id",
        ),
        parameters=parameters.SEND,
    ),
    ("POST", "/v2/notifications/sms"): Operation(
        name="sendText",
        tag=TAG,
        summary=_("Send a text message"),
        description=_(
            "Sends one text message, now or up to 96 hours ahead. A 201 means that it is stored: "
            "it will be sent, whatever happens to our machines. Files go behind a link."
        ),
        request=TextRequest,
        request_example=examples.TEXT_REQUEST,
        success=Success(
            201, TextSentSerializer, _("The text message is stored."), examples.TEXT_SENT
        ),
        refusals=_refusals(
            invalid(
                "phone_number Not a valid international number",
                _("There is no phone number in the text."),
            ),
            invalid("phone_number Not enough digits", _("The phone number is too short.")),
            bad_request(
                "email template is not suitable for sms notification",
                _("The template is for emails."),
            ),
            bad_request(
                "Service is not allowed to send text messages",
                _("The service may not send text messages."),
            ),
            bad_request(
                "Cannot send to international mobile numbers",
                _("The service may write to Canada and the United States only."),
            ),
            bad_request(
                "Content for template has a character count greater than the limit of 612",
                _("The text with its values is too long."),
            ),
            bad_request(
                "Message is empty or just whitespace", _("The text with its values is empty.")
            ),
            bad_request(
                "Files can only be attached to emails: use the sending_method link",
                _("A text message cannot carry a file."),
            ),
            limits=TEXT_LIMITS,
            sender="sms_sender_id",
        ),
        parameters=parameters.SEND,
    ),
}

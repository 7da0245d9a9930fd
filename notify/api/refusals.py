"""The names and words with which v2 refuses a request (contract, sections 2.3 and 3.3 to 3.6).

Callers match on these texts. The curly apostrophe and the two kinds of dash are on purpose.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from notify.files.sniffing import ALLOWED
from notify.sending import errors
from notify.sending.account import Account
from notify.sending.limits import seconds_until_reset
from notify.sending.rate import WINDOW_SECONDS, Rate
from notify.sending.store import OverLimit

CHANNEL_WORDS = {"email": "emails", "sms": "text messages", "documents": "documents"}
SENDER_FIELDS = {"email": "email_reply_to_id", "sms": "sms_sender_id"}
# Callers know a normal key as a live one.
KEY_WORDS = {"normal": "LIVE", "team": "TEAM", "test": "TEST"}


class ApiError(Exception):
    """An answer in the v2 shape: a status, the name of an error and its sentence."""

    def __init__(
        self, status: int, name: str, message: str, *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, name)
        self.status = status
        self.name = name
        self.message = message
        self.headers = headers


class BadRequest(ApiError):
    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(status, "BadRequestError", message)


class NoResultFound(ApiError):
    def __init__(self) -> None:
        super().__init__(404, "NoResultFound", "No result found")


def refuse(error: errors.SendingError | OverLimit, account: Account) -> ApiError:
    """Return the answer to a refused message of a service."""
    if isinstance(error, OverLimit):
        return _over_limit(error, account)
    if isinstance(error, errors.ServiceSuspended):
        return BadRequest("Service is suspended", status=403)
    if isinstance(error, errors.RateExceeded):
        return _rate_exceeded(error)
    return BadRequest(_WORDS[type(error)](error), status=_STATUSES.get(type(error), 400))


def _rate_exceeded(error: errors.RateExceeded) -> ApiError:
    message = (
        f"Exceeded rate limit for key type {KEY_WORDS[error.key_type]} of {error.limit} "
        f"requests per {WINDOW_SECONDS} seconds"
    )
    headers = _wait(error.limit, error.retry_after)
    return ApiError(429, "RateLimitError", message, headers=headers)


def _over_limit(error: OverLimit, account: Account) -> ApiError:
    is_sms = error.channel == "sms"
    channel = "SMS" if is_sms else "Email"
    service = "TrialService" if account.restricted else "LiveService"
    if error.period == "year":
        name = f"{service}RequestExceeds{channel}AnnualLimitError"
        spoken = "SMS" if is_sms else "email"
        message = f"Exceeded annual {spoken} sending limit of {error.limit} messages"
    else:
        name = f"{service}TooMany{channel}RequestsError"
        message = (
            f"Exceeded SMS daily sending limit of {error.limit} fragments"
            if is_sms
            else f"Exceeded email daily sending limit of {error.limit} messages"
        )
    wait = seconds_until_reset(error.period, datetime.now(UTC))
    return ApiError(429, name, message, headers=_wait(error.limit, wait))


def rate_headers(rate: Rate | None) -> dict[str, str] | None:
    """Say how much of the per-minute limit is left (draft-ietf-httpapi-ratelimit-headers-07)."""
    if rate is None:
        return None
    return _limit_headers(rate.limit, rate.remaining, WINDOW_SECONDS)


def _wait(limit: int, seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds), **_limit_headers(limit, 0, seconds)}


def _limit_headers(limit: int, remaining: int, reset: int) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(remaining),
        "RateLimit-Reset": str(reset),
    }


def _recipient_not_allowed(error: errors.RecipientNotAllowed) -> str:
    docs = f"{settings.API_DOCS_URL}/en/keys.html"
    if error.key_type == "team":
        return (
            "Can\u2019t send to this recipient using a team-only API key "
            f"(service {error.service_id}) - see {docs}#team-and-safelist"
        )
    return f"Can\u2019t send to this recipient when service is in trial mode \u2013 see {docs}#live"


_WORDS: Mapping[type[errors.SendingError], Callable[[Any], str]] = {
    errors.ChannelNotAllowed: lambda error: (
        f"Service is not allowed to send {CHANNEL_WORDS[error.channel]}"
    ),
    errors.TemplateNotFound: lambda error: "Template not found",
    errors.WrongChannel: lambda error: (
        f"{error.template_channel} template is not suitable for {error.wanted} notification"
    ),
    errors.TemplateArchived: lambda error: f"Template {error.template_id} has been deleted",
    errors.MissingPersonalisation: lambda error: (
        f"Missing personalisation for template ID {error.template_id}: {', '.join(error.names)}"
    ),
    errors.TextTooLong: lambda error: (
        f"Content for template has a character count greater than the limit of {error.limit}"
    ),
    errors.MessageBlank: lambda error: "Message is empty or just whitespace",
    errors.UnknownSender: lambda error: (
        f"{SENDER_FIELDS[error.channel]} {error.sender_id} does not exist in database for "
        f"service id {error.service_id}"
    ),
    errors.RecipientNotAllowed: _recipient_not_allowed,
    errors.AbroadNotAllowed: lambda error: "Cannot send to international mobile numbers",
    errors.AttachmentOnText: lambda error: (
        "Files can only be attached to emails: use the sending_method link"
    ),
    errors.FileTypeRefused: lambda error: (
        f"Unsupported document type '{error.content_type}'. Supported types are: {list(ALLOWED)}"
    ),
    errors.FileTooLarge: lambda error: "Uploaded document exceeds file size limit",
    errors.FileStoreDown: lambda error: "error connecting to document download",
    errors.FileStoreFull: lambda error: "There is no room for files at the moment, try again later",
}
_STATUSES: Mapping[type[errors.SendingError], int] = {
    errors.FileTooLarge: 413,
    errors.FileStoreDown: 503,
    errors.FileStoreFull: 503,
}

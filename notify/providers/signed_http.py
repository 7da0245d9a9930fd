"""Send signed requests to AWS over kept connections.

boto3 costs several times the CPU a send (bench/provider_send.py): here botocore signs, and what we
have built ourselves is not validated again. boto3 still finds the credentials.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError, ClientError

from notify.providers.base import ProviderError, Unavailable
from notify.providers.keep_alive import KeepAlive, Reply
from notify.providers.masking import mask
from notify.providers.options import CONNECT_SECONDS, READ_SECONDS, Options

LONGEST_RETRY_AFTER = 3600.0
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
# A gateway that answers for a server it lost touch with does not know what that server did.
UNKNOWN_STATUSES = frozenset({502, 504})


@dataclass(frozen=True)
class Endpoint:
    """Where a service of AWS is, and how its requests are signed. Timeouts in seconds."""

    signing_name: str
    region: str
    url: str
    connect_timeout: float
    read_timeout: float


def read_endpoint(options: Options, *, signing_name: str, host: str) -> Endpoint:
    """Read the options every AWS adapter has: region, endpoint_url and the timeouts."""
    region = options.required("region", example="ca-central-1")
    if not REGION.fullmatch(region):
        raise options.error("region", f"is {region!r}; use a name such as ca-central-1")
    return Endpoint(
        signing_name=signing_name,
        region=region,
        url=options.endpoint("endpoint_url", f"https://{host}.{region}.amazonaws.com"),
        connect_timeout=options.seconds("connect_timeout", CONNECT_SECONDS),
        read_timeout=options.seconds("read_timeout", READ_SECONDS),
    )


class SignedHttp:
    """POST to one AWS service. Thread-safe; never retries."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._connections = KeepAlive(
            endpoint.url,
            connect_timeout=endpoint.connect_timeout,
            read_timeout=endpoint.read_timeout,
        )
        self._host = urlsplit(endpoint.url).netloc
        self._lock = Lock()
        self._credentials: Any = None  # botocore has no types

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Sign and send one request; return any answer, good or bad.

        Raises Unavailable when there are no credentials or no answer.
        """
        request = AWSRequest(
            method="POST",
            url=self._endpoint.url + path,
            data=body,
            headers={**headers, "Host": self._host},
        )
        SigV4Auth(
            self._frozen_credentials(), self._endpoint.signing_name, self._endpoint.region
        ).add_auth(request)
        return self._connections.post(path, body, request.headers)

    def _frozen_credentials(self) -> Any:  # botocore has no types
        try:
            with self._lock:
                if self._credentials is None:
                    session = boto3.Session(region_name=self._endpoint.region)
                    self._credentials = session.get_credentials()
            if self._credentials is None:
                raise Unavailable("not-authorised", "No AWS credentials were found.")
            return self._credentials.get_frozen_credentials()
        except (BotoCoreError, ClientError) as error:
            detail = f"AWS credentials could not be read: {type(error).__name__}."
            raise Unavailable("not-authorised", detail) from None


def retry_after(reply: Reply) -> float | None:
    """Return the seconds of ``Retry-After``, a number or a date; None when absent or odd."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    seconds = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


@dataclass(frozen=True)
class Failure:
    """An answer that is not a success, as AWS words it: the error's name, reason and message."""

    name: str
    message: str
    reason: str = ""


NOT_AUTHORISED = frozenset(
    "AccessDenied AccessDeniedException AuthorizationError AuthorizationErrorException "
    "ExpiredToken ExpiredTokenException IncompleteSignature InvalidClientTokenId "
    "InvalidSignatureException MissingAuthenticationToken MissingAuthenticationTokenException "
    "NotAuthorized OptInRequired RequestExpired SignatureDoesNotMatch UnrecognizedClientException "
    "AccountSuspendedException".split()
)
THROTTLED = frozenset(
    "Throttling ThrottlingException Throttled ThrottledException RequestThrottled "
    "RequestThrottledException TooManyRequests TooManyRequestsException LimitExceeded "
    "LimitExceededException SendingPausedException SlowDown RequestLimitExceeded "
    "ServiceQuotaExceededException BandwidthLimitExceeded".split()
)
NOT_SET_UP = frozenset({"NotFound", "NotFoundException", "ResourceNotFoundException"})


def to_error(
    reply: Reply,
    failure: Failure,
    *,
    recipient: str,
    refuse: Callable[[Failure, str], ProviderError],
) -> ProviderError:
    """Turn a failed answer into the error to raise.

    What is wrong with us or with AWS is Unavailable, so that no message is given up for it;
    ``refuse(failure, detail)`` decides about what is left: what is wrong with this message.
    """
    words = ": ".join(part for part in (failure.name, failure.reason, failure.message) if part)
    detail = mask(words or f"HTTP {reply.status}", recipient)
    if reply.status < 300:
        return garbage(reply)
    if reply.status == 429 or failure.name in THROTTLED:
        return Unavailable("throttled", detail, retry_after=retry_after(reply), throttled=True)
    if reply.status >= 500:
        return Unavailable(
            "provider-error",
            detail,
            retry_after=retry_after(reply),
            outcome_unknown=reply.status in UNKNOWN_STATUSES,
        )
    if failure.name in NOT_AUTHORISED or reply.status in (401, 403):
        return Unavailable("not-authorised", detail)
    if failure.name in NOT_SET_UP or not failure.name:
        return Unavailable("provider-set-up", detail)
    return refuse(failure, detail)


def garbage(reply: Reply) -> Unavailable:
    """Return the error for a success that cannot be read: the message may well be on its way."""
    return Unavailable("unreadable-answer", f"HTTP {reply.status}", outcome_unknown=True)

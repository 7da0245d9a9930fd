"""Send signed requests to AWS over one pool of kept connections.

boto3 costs more than twice the CPU a send (bench/provider_send.py): here botocore signs, urllib3
carries, and what we have built ourselves is not validated again. boto3 still finds the credentials.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import boto3
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError, ClientError
from botocore.httpsession import get_cert_path
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from notify.providers.base import ProviderError, Unavailable
from notify.providers.masking import mask
from notify.providers.options import CONNECT_SECONDS, READ_SECONDS, Options

MOST_CONNECTIONS = 64  # as many as the delivery loop has threads
LONGEST_RETRY_AFTER = 3600.0
ANSWER_BYTES = 64 * 1024  # at once; an answer has a few hundred
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
# A gateway that answers for a server it lost touch with does not know what that server did.
UNKNOWN_STATUSES = frozenset({502, 504})


@dataclass(frozen=True)
class Reply:
    """An answer of AWS. Header names are lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def retry_after(self) -> float | None:
        """Return the seconds of ``Retry-After``, a number or a date; None when absent or odd."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return min(float(value), LONGEST_RETRY_AFTER)
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
        return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


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
        self._pool = urllib3.connection_from_url(
            endpoint.url,
            maxsize=MOST_CONNECTIONS,
            block=False,
            retries=False,
            timeout=urllib3.Timeout(connect=endpoint.connect_timeout, read=endpoint.read_timeout),
            **({"ca_certs": get_cert_path(True)} if endpoint.url.startswith("https:") else {}),
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
        try:
            response = self._pool.request(
                "POST",
                path,
                body=body,
                headers=dict(request.headers.items()),
                redirect=False,
                preload_content=False,
            )
            content = self._read(response)
        except HTTPError as error:
            raise _unavailable(error) from None
        return Reply(
            status=response.status,
            body=content,
            headers={name.lower(): value for name, value in response.headers.items()},
        )

    def _read(self, response: BaseHTTPResponse) -> bytes:
        """Read an answer, all of it in the read timeout: each byte alone may come in time.

        Raises ReadTimeoutError, and closes the connection then.
        """
        deadline = time.monotonic() + self._endpoint.read_timeout
        parts = []
        try:
            while part := response.read1(ANSWER_BYTES):
                parts.append(part)
                if time.monotonic() > deadline:
                    raise ReadTimeoutError(self._pool, "", "The answer took too long.")
        except BaseException:
            response.close()
            raise
        response.release_conn()
        return b"".join(parts)

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


def _unavailable(error: HTTPError) -> Unavailable:
    """Say what a failed call means: only before the request left is the outcome known."""
    detail = mask(f"{type(error).__name__}: {error}")
    if isinstance(error, (ConnectTimeoutError, NewConnectionError, SSLError)):
        return Unavailable("no-connection", detail)
    if isinstance(error, ReadTimeoutError):
        return Unavailable("no-answer", detail, outcome_unknown=True)
    return Unavailable("connection-lost", detail, outcome_unknown=True)


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
        return Unavailable("throttled", detail, retry_after=reply.retry_after, throttled=True)
    if reply.status >= 500:
        return Unavailable(
            "provider-error",
            detail,
            retry_after=reply.retry_after,
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

"""Who is calling: `ApiKey-v1 <key>`, or `Bearer <JWT signed with the key's secret>`.

Every refusal and its words are in section 2.3 of the API contract; callers match on them.
"""

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import jwt
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from notify.api.keys import Caller, find_by_secret, find_kept, forget_kept, list_of_service
from notify.api.refusals import ApiError
from notify.services.api_keys import (
    KEY_PREFIX,
    KEY_TAIL_LENGTH,
    SECRET_LENGTH,
    SHORTEST_KEY,
    open_secret,
)
from notify.vault import CannotOpen

if TYPE_CHECKING:  # REST framework imports this module while it imports its views
    from rest_framework.views import APIView

Find = Callable[[str], Caller | None]

ALGORITHM = "HS256"
CLOCK_SKEW_SECONDS = 30

MUST_BE_PROVIDED = "Unauthorized, authentication token must be provided"
HEADER_INVALID = (
    "Unauthorized, Authorization header is invalid. GC Notify supports the following "
    "authentication methods. Bearer: JWT token that the client generates and passes in, Learn "
    "more: https://documentation.notification.canada.ca/en/start.html#headers., ApiKey-v1: If you "
    "cannot generate a JWT token you may optionally use the API secret generated for you by GC "
    "Notify. Learn more: https://documentation.notification.canada.ca/en/start.html#headers."
)
CLOCK_IS_OFF = "Error: Your system clock must be accurate to within 30 seconds"


class AuthError(ApiError):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, "AuthError", message)


class ServiceKeyAuthentication(BaseAuthentication):
    """Sets `request.user` to the service's Account and `request.auth` to the Caller."""

    def authenticate(self, request: Request) -> tuple[Any, Caller]:
        caller = authenticate_header(request.META.get("HTTP_AUTHORIZATION", ""))
        return caller.account, caller


class HasServiceKey(BasePermission):
    """A view that is reached without a key by mistake stays closed."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return isinstance(request.auth, Caller)


class KeptServiceKeyAuthentication(ServiceKeyAuthentication):
    """Takes what this process has kept of a key; for views that look again at the end."""

    def authenticate(self, request: Request) -> tuple[Any, Caller]:
        caller = authenticate_header(request.META.get("HTTP_AUTHORIZATION", ""), find_kept)
        return caller.account, caller


def authenticate_anew(header: str) -> Caller:
    """Return the holder of a header, and keep of it only what is read now. Raises AuthError."""
    forget_kept(header.strip()[-SECRET_LENGTH:])
    return authenticate_header(header)


def authenticate_header(header: str, find: Find = find_by_secret) -> Caller:
    """Return the holder of an Authorization header. Raises AuthError."""
    if not header.strip():
        raise AuthError(401, MUST_BE_PROVIDED)
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() == "apikey-v1":
        return _authenticate_key(token.strip(), find)
    if scheme.lower() == "bearer":
        return _authenticate_token(token.strip())
    raise AuthError(401, HEADER_INVALID)


def _authenticate_key(text: str, find: Find) -> Caller:
    """A suspended service passes: it may still read (contract, 2.3)."""
    if not text.startswith(KEY_PREFIX):
        raise AuthError(403, "Invalid token: Enter your full API key")
    caller = find(text[-SECRET_LENGTH:])
    if caller is None:
        raise AuthError(403, "Invalid token: API key not found")
    service_part = text[-KEY_TAIL_LENGTH : -SECRET_LENGTH - 1]
    if len(text) < SHORTEST_KEY or service_part != str(caller.account.id):
        raise AuthError(403, "Invalid token: Enter your full API key")
    return _refuse_ended(caller)


def _authenticate_token(token: str) -> Caller:
    account, callers = list_of_service(_read_issuer(token))
    if account is None:
        raise AuthError(403, "Invalid token: service not found")
    if not callers:
        raise AuthError(403, "Invalid token: service has no API keys")
    if not account.active:
        raise AuthError(403, "Invalid token: service is archived")
    for caller in callers:
        claims = _verify(token, caller)
        if claims is not None:
            _check_claims(claims)
            return _refuse_ended(caller)
    raise AuthError(403, "Invalid token: signature, api token not found")


def _read_issuer(token: str) -> UUID:
    """Return the service that a token says it is from, before anything in it is believed."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.DecodeError as error:
        message = "Invalid token: signature, api token is not valid"
        raise AuthError(403, message) from error
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise AuthError(403, f"Invalid token: {error}") from error
    if "iss" not in claims:
        raise AuthError(403, "Invalid token: iss field not provided")
    try:
        return UUID(str(claims["iss"]))
    except ValueError as error:
        message = "Invalid token: service id is not the right data type"
        raise AuthError(403, message) from error


def _verify(token: str, caller: Caller) -> dict[str, Any] | None:
    """Return a token's claims when a key signed it, else None."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            open_secret(caller.key.sealed_secret),
            algorithms=[ALGORITHM],
            # The claims are checked below, each with the words that callers know.
            options={
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
                "verify_aud": False,
                "verify_iss": False,
                "verify_sub": False,
                "verify_jti": False,
            },
        )
    except (jwt.PyJWTError, CannotOpen):
        return None
    return claims if "iat" in claims else None


def _check_claims(claims: dict[str, Any]) -> None:
    """Raises AuthError when the caller's clock is off, or a claim says not to believe the token."""
    now = int(time.time())
    issued_at = _as_seconds(claims["iat"])
    not_before = _as_seconds(claims.get("nbf", 0))
    if issued_at is None or abs(now - issued_at) > CLOCK_SKEW_SECONDS:
        raise AuthError(403, CLOCK_IS_OFF)
    if not_before is None or not_before > now + CLOCK_SKEW_SECONDS:
        raise AuthError(403, CLOCK_IS_OFF)
    if "exp" in claims:
        expires_at = _as_seconds(claims["exp"])
        if expires_at is None or expires_at <= now - CLOCK_SKEW_SECONDS:
            raise AuthError(403, "Invalid token: Signature has expired")
    if claims.get("aud") is not None:
        raise AuthError(403, "Invalid token: Invalid audience")
    if not isinstance(claims.get("sub", ""), str):
        raise AuthError(403, "Invalid token: Subject must be a string")


def _as_seconds(value: object) -> int | None:
    """Return whole seconds, or None where Python would not make a number of the value."""
    try:
        number = float(value)  # type: ignore[arg-type]  # anything JSON can hold
    except (TypeError, ValueError, OverflowError):
        return None
    return int(number) if math.isfinite(number) else None


def _refuse_ended(caller: Caller) -> Caller:
    if caller.key.revoked_at is not None:
        raise AuthError(403, "Invalid token: API key revoked")
    if caller.key.has_expired():
        raise AuthError(403, "Invalid token: API key expired")
    return caller

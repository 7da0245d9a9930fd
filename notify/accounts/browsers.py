"""Cookies that know a browser again: remembered for the second factor, or merely seen before.

A remembered browser has a row here that can be deleted; its cookie is also tied to the password. A
browser seen before proves nothing: it is only spared the email about a new device, and the wait
that strangers' guesses cause.
"""

import hashlib
import hmac
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from notify.accounts.masking import kind_of_browser
from notify.accounts.models import RememberedDevice, User

REMEMBERED = "notify_remembered"
SEEN = "notify_seen"
SEEN_DAYS = 365
MOST_SEEN = 8  # people who share a browser


def remember(request: HttpRequest, response: HttpResponse, user: User) -> RememberedDevice:
    """Let a browser off the second factor for 30 days."""
    secret = secrets.token_urlsafe(32)
    device: RememberedDevice = RememberedDevice.objects.create(
        user=user,
        name=kind_of_browser(request.headers.get("User-Agent", ""))[:64],
        key_hash=_key_hash(user, secret),
        expires_at=timezone.now() + RememberedDevice.LIFE,
    )
    value = signing.dumps(secret, salt=REMEMBERED)
    _set(request, response, REMEMBERED, value, days=RememberedDevice.LIFE.days)
    return device


def remembered_device(request: HttpRequest, user: User) -> RememberedDevice | None:
    """Return the row of a browser that is remembered for this person."""
    secret = _load(request, REMEMBERED, RememberedDevice.LIFE.days)
    if not isinstance(secret, str):
        return None
    found: RememberedDevice | None = RememberedDevice.objects.filter(
        user=user, key_hash=_key_hash(user, secret), expires_at__gt=timezone.now()
    ).first()
    return found


def mark_seen(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Know this browser again as one that an account was used from."""
    known = [_mark(account), *(mark for mark in _marks(request) if mark != _mark(account))]
    value = signing.dumps(known[:MOST_SEEN], salt=SEEN)
    _set(request, response, SEEN, value, days=SEEN_DAYS)


def was_seen(request: HttpRequest, account: str) -> bool:
    """Say whether an account was used from this browser before."""
    return any(hmac.compare_digest(mark, _mark(account)) for mark in _marks(request))


def _key_hash(user: User, secret: str) -> str:
    return hashlib.sha256(f"{secret}\n{user.pk}\n{user.password}".encode()).hexdigest()


def _mark(account: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"seen {account.strip().lower()}".encode(), "sha256").hexdigest()[:24]


def _marks(request: HttpRequest) -> list[str]:
    found = _load(request, SEEN, SEEN_DAYS)
    return [str(mark) for mark in found] if isinstance(found, list) else []


def _load(request: HttpRequest, name: str, days: int) -> Any:
    try:
        return signing.loads(request.COOKIES.get(name, ""), salt=name, max_age=days * 86400)
    except signing.BadSignature:
        return None


def _set(request: HttpRequest, response: HttpResponse, name: str, value: str, *, days: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=days * 86400,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )

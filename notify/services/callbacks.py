"""Set up a service's callbacks: the address, the bearer token and the secret that signs."""

import base64
import re
import secrets
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from notify.services.models import Callback, Service
from notify.vault import open_sealed, seal

SHORTEST_TOKEN = 10
TOKEN_PURPOSE = "callback bearer token"  # noqa: S105
SECRET_PURPOSE = "callback signing secret"  # noqa: S105
SIGNING_SECRET_BYTES = 24
OLD_SECRET_SIGNS = timedelta(days=1)


class InvalidCallback(ValueError):
    """An address or a token that cannot be used; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def set_callback(service: Service, kind: str, url: str, token: str = "") -> Callback:
    """Create or replace a service's callback. Raises InvalidCallback.

    The signing secret stays the same when the address changes, so receivers keep verifying; so does
    the token of a callback that exists, when none is given.
    """
    check_url(url)
    existing = Callback.objects.filter(service=service, kind=kind).first()
    if existing and not token:
        token = bearer_token(existing)
    if len(token) < SHORTEST_TOKEN:
        raise InvalidCallback("token-too-short")
    callback, made = Callback.objects.get_or_create(
        service=service,
        kind=kind,
        defaults={
            "url": url,
            "sealed_token": seal(token, TOKEN_PURPOSE),
            "sealed_signing_secret": seal(_new_signing_secret(), SECRET_PURPOSE),
        },
    )
    if not made:
        callback.url, callback.sealed_token = url, seal(token, TOKEN_PURPOSE)
        callback.failures, callback.suspended_at = 0, None
        callback.save(update_fields=["url", "sealed_token", "failures", "suspended_at"])
    return callback


def rotate_signing_secret(callback: Callback) -> None:
    """Sign with a new secret from now on, and for a day with the one before it too."""
    callback.sealed_old_secret = callback.sealed_signing_secret
    callback.old_secret_ends_at = timezone.now() + OLD_SECRET_SIGNS
    callback.sealed_signing_secret = seal(_new_signing_secret(), SECRET_PURPOSE)
    callback.save(
        update_fields=["sealed_signing_secret", "sealed_old_secret", "old_secret_ends_at"]
    )


def has_old_secret(callback: Callback) -> bool:
    ends_at = callback.old_secret_ends_at
    return ends_at is not None and ends_at > timezone.now()


def resume_callback(callback: Callback) -> bool:
    """Call a mended endpoint again; return whether it was suspended. What waited is sent."""
    suspended = Callback.objects.filter(pk=callback.pk, suspended_at__isnull=False)
    return bool(suspended.update(suspended_at=None, failures=0))


def unsaved_callback(service: Service, kind: str, url: str, token: str) -> Callback:
    """Return a callback as a test needs it: with the kept secrets where none are given."""
    existing = Callback.objects.filter(service=service, kind=kind).first()
    if existing and not token:
        token = bearer_token(existing)
    callback = existing or Callback(
        service=service,
        kind=kind,
        sealed_signing_secret=seal(_new_signing_secret(), SECRET_PURPOSE),
    )
    callback.url, callback.sealed_token = url, seal(token, TOKEN_PURPOSE)
    return callback


def bearer_token(callback: Callback) -> str:
    return open_sealed(callback.sealed_token, TOKEN_PURPOSE)


def signing_secret(callback: Callback) -> str:
    """Return the secret in the form of the Standard Webhooks specification: `whsec_<base64>`."""
    return open_sealed(callback.sealed_signing_secret, SECRET_PURPOSE)


def secrets_that_sign(callback: Callback) -> list[str]:
    """Return the signing secret, and the one before it for as long as receivers may have it."""
    present = [signing_secret(callback)]
    if has_old_secret(callback):
        present.append(open_sealed(callback.sealed_old_secret, SECRET_PURPOSE))
    return present


def check_url(url: str) -> None:
    """Refuse what is plainly wrong; the rest shows when connecting. Raises InvalidCallback."""
    if settings.CALLBACKS_TO_LOOPBACK and re.match(r"https?://(127\.0\.0\.1|localhost)[:/]", url):
        return
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise InvalidCallback("not-https")
    host = parts.hostname.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        raise InvalidCallback("localhost")
    try:
        is_private = not ip_address(host).is_global
    except ValueError:
        return
    if is_private:
        raise InvalidCallback("localhost")


def _new_signing_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SIGNING_SECRET_BYTES)).decode()

"""Make API keys, and find the one that a caller holds.

A key reads `gcntfy-<name>-<service id>-<secret>`, the form that existing clients cut their service
id and secret from. The secret is a random UUID: a SHA-256 finds it without storing it readable,
and the sealed copy exists because a JWT is signed with the secret itself.
"""

import hashlib
import re
import unicodedata
import uuid
from dataclasses import dataclass

from notify.accounts.models import User
from notify.services.models import ApiKey, Service
from notify.vault import open_sealed, seal

KEY_PREFIX = "gcntfy-"
SECRET_LENGTH = 36
KEY_TAIL_LENGTH = 73  # service id, hyphen, secret
SHORTEST_KEY = 79
PURPOSE = "api key secret"


@dataclass(frozen=True)
class NewApiKey:
    """A key at the only moment its text is known."""

    key: ApiKey
    text: str


def create_api_key(
    service: Service,
    name: str,
    key_type: str,
    *,
    permissions: list[str] | None = None,
    created_by: User | None = None,
) -> NewApiKey:
    """Create a key and return it with its text, which is shown once and never stored."""
    secret = str(uuid.uuid4())
    key = ApiKey.objects.create(
        service=service,
        name=name,
        key_type=key_type,
        secret_hash=hash_secret(secret),
        sealed_secret=seal(secret, PURPOSE),
        permissions=permissions or [],
        created_by=created_by,
    )
    return NewApiKey(key, f"{KEY_PREFIX}{_safe_name(name)}-{service.id}-{secret}")


def hash_secret(secret: str) -> bytes:
    """Return the look-up hash. A secret has 122 random bits, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def open_secret(sealed: bytes) -> str:
    """Return a key's secret, for checking the signature of a JWT. Raises CannotOpen."""
    return open_sealed(sealed, PURPOSE)


def _safe_name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^a-z0-9_-]", "", plain.replace(" ", "_"))
    return re.sub(r"([_-])[_-]+", r"\1", kept).strip("_-")

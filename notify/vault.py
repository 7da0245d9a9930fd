"""Seal personal data at rest, and find it again without opening it.

A sealed value is `0x01 | key id (4 bytes) | nonce (12) | AES-256-GCM ciphertext`. Keys come from
the DATA_KEYS setting, newest first: the first seals, every one opens, so a key is rotated by
putting a new one in front and re-sealing at leisure. The purpose is authenticated with the value,
so one column's bytes cannot be pasted into another.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
HEADER_BYTES = len(VERSION) + KEY_ID_BYTES + NONCE_BYTES
BLIND_INDEX_BYTES = 16
_write_json = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes one for each call


class CannotOpen(ValueError):
    """A sealed value was cut, changed, or sealed with a key that is no longer listed."""


@lru_cache(maxsize=32)
def _cipher(secret: str) -> tuple[bytes, AESGCM]:
    key = hashlib.sha256(b"notify data key\x00" + secret.encode()).digest()
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES], AESGCM(key)


def seal(text: str, purpose: str) -> bytes:
    """Encrypt a text with the newest key."""
    return seal_bytes(text.encode(), purpose)


def seal_bytes(data: bytes, purpose: str) -> bytes:
    """Encrypt bytes with the newest key."""
    key_id, cipher = _cipher(settings.DATA_KEYS[0])
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + key_id + nonce + cipher.encrypt(nonce, data, purpose.encode())


def open_sealed(sealed: bytes | memoryview, purpose: str) -> str:
    """Decrypt a sealed text. Raises CannotOpen."""
    return open_bytes(sealed, purpose).decode()


def open_bytes(sealed: bytes | memoryview, purpose: str) -> bytes:
    """Decrypt sealed bytes. Raises CannotOpen."""
    sealed = bytes(sealed)
    key_id = sealed[1 : 1 + KEY_ID_BYTES]
    for secret in settings.DATA_KEYS:
        candidate_id, cipher = _cipher(secret)
        if sealed[:1] == VERSION and hmac.compare_digest(candidate_id, key_id):
            nonce = sealed[1 + KEY_ID_BYTES : HEADER_BYTES]
            try:
                return cipher.decrypt(nonce, sealed[HEADER_BYTES:], purpose.encode())
            except InvalidTag as error:
                raise CannotOpen("changed") from error
    raise CannotOpen("unknown key")


def seal_mapping(values: Mapping[str, object], purpose: str) -> bytes:
    """Encrypt a JSON object; an empty one costs nothing and is stored as no bytes."""
    return seal(_write_json(values), purpose) if values else b""


def open_mapping(sealed: bytes | memoryview | None, purpose: str) -> dict[str, object]:
    """Decrypt what seal_mapping made. Raises CannotOpen."""
    return json.loads(open_sealed(sealed, purpose)) if sealed else {}


def blind_index(text: str) -> bytes:
    """Return 16 bytes that are equal for equal texts and say nothing else without the key."""
    key = settings.BLIND_INDEX_KEY.encode()
    return hmac.digest(key, text.encode(), hashlib.sha256)[:BLIND_INDEX_BYTES]


def newest_key_id() -> bytes:
    """Return the id that values sealed now carry, at bytes 2 to 5."""
    return _cipher(settings.DATA_KEYS[0])[0]


def reseal(sealed: bytes | memoryview, purpose: str) -> bytes:
    """Seal again with the newest key. Raises CannotOpen."""
    return seal_bytes(open_bytes(sealed, purpose), purpose)

"""Encrypt a file's content in pieces, each with its own tag, so that neither side holds it whole.

`0x01 | piece | piece …`: AES-256-GCM over 64 KiB each. The nonce is the piece's number and whether
it is the last, so pieces cannot be moved, dropped or added; a key encrypts one file only, so no
nonce is used twice (the STREAM construction, eprint.iacr.org/2015/189). The file's id is
authenticated with every piece.
"""

import secrets
from collections.abc import Iterable, Iterator
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from notify.files.errors import CannotDecrypt

VERSION = b"\x01"
KEY_BYTES = 32
PIECE_BYTES = 64 * 1024
TAG_BYTES = 16


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def encrypt(content: bytes, key: bytes, file_id: UUID) -> Iterator[bytes]:
    """Yield the encrypted form of a content, a piece at a time."""
    cipher = AESGCM(key)
    view = memoryview(content)
    starts = range(0, len(content), PIECE_BYTES) or range(1)
    yield VERSION
    for number, start in enumerate(starts):
        is_last = start + PIECE_BYTES >= len(content)
        piece = view[start : start + PIECE_BYTES]
        yield cipher.encrypt(_nonce(number, is_last), piece, file_id.bytes)


def encrypt_parts(parts: Iterable[bytes], key: bytes, file_id: UUID) -> Iterator[bytes]:
    """Yield the encrypted form of a content that comes in parts of any size."""
    cipher = AESGCM(key)
    yield VERSION
    buffer, number = bytearray(), 0
    for part in parts:
        buffer += part
        while len(buffer) > PIECE_BYTES:  # the last piece is only known at the end
            piece = bytes(buffer[:PIECE_BYTES])
            yield cipher.encrypt(_nonce(number, False), piece, file_id.bytes)
            del buffer[:PIECE_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(number, True), bytes(buffer), file_id.bytes)


def decrypt(sealed: Iterable[bytes], key: bytes, file_id: UUID) -> Iterator[bytes]:
    """Yield a content from its encrypted form, in pieces of any size.

    Each piece is verified before it is given out. Raises CannotDecrypt.
    """
    cipher = AESGCM(key)
    pieces = _pieces(sealed)
    number, piece = 0, next(pieces, b"")  # an empty file has a piece too: its tag
    for following in pieces:
        yield _open(cipher, _nonce(number, False), piece, file_id)
        number, piece = number + 1, following
    yield _open(cipher, _nonce(number, True), piece, file_id)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def _pieces(sealed: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a stream into encrypted pieces. Raises CannotDecrypt for a stream of another kind."""
    whole = PIECE_BYTES + TAG_BYTES
    buffer = bytearray()
    started = False
    for part in sealed:
        buffer += part
        if not started and buffer:
            if buffer[:1] != VERSION:
                raise CannotDecrypt("version")
            del buffer[:1]
            started = True
        while len(buffer) >= whole:
            yield bytes(buffer[:whole])
            del buffer[:whole]
    if buffer:
        yield bytes(buffer)


def _open(cipher: AESGCM, nonce: bytes, piece: bytes, file_id: UUID) -> bytes:
    try:
        return cipher.decrypt(nonce, piece, file_id.bytes)
    except InvalidTag as error:
        raise CannotDecrypt("changed") from error

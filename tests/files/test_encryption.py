"""Contents are encrypted in pieces that cannot be moved, cut or changed."""

from uuid import UUID

import pytest

from notify.files.encryption import (
    PIECE_BYTES,
    TAG_BYTES,
    decrypt,
    encrypt,
    encrypt_parts,
    new_key,
)
from notify.files.errors import CannotDecrypt

FILE = UUID(int=1)
KEY = new_key()
WHOLE = PIECE_BYTES + TAG_BYTES


def sealed(content: bytes) -> bytes:
    return b"".join(encrypt(content, KEY, FILE))


def opened(stored: bytes, *, key: bytes = KEY, file: UUID = FILE, part: int = 1000) -> bytes:
    parts = [stored[start : start + part] for start in range(0, len(stored), part)]
    return b"".join(decrypt(parts, key, file))


@pytest.mark.parametrize(
    "size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES, 200_000]
)
@pytest.mark.parametrize("part", [997, WHOLE, 10_000_000])
def test_a_content_comes_back(size: int, part: int) -> None:
    content = bytes(index % 251 for index in range(size))

    assert opened(sealed(content), part=part) == content


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 200_000])
@pytest.mark.parametrize("part", [997, PIECE_BYTES, 10_000_000])
def test_a_content_that_comes_in_parts_is_encrypted_the_same(size: int, part: int) -> None:
    content = bytes(index % 251 for index in range(size))
    parts = [content[start : start + part] for start in range(0, size, part)]

    assert b"".join(encrypt_parts(parts, KEY, FILE)) == sealed(content)


def test_nothing_of_the_content_shows() -> None:
    assert b"canary" not in sealed(b"canary " * 30_000)


def swapped(stored: bytes) -> bytes:
    first, second = stored[1 : 1 + WHOLE], stored[1 + WHOLE : 1 + 2 * WHOLE]
    return stored[:1] + second + first + stored[1 + 2 * WHOLE :]


@pytest.mark.parametrize(
    "forge",
    [
        lambda stored: b"",
        lambda stored: stored[:1],
        lambda stored: b"\x02" + stored[1:],
        lambda stored: stored[:-1],
        lambda stored: stored[: 1 + WHOLE],
        lambda stored: stored[: 1 + 2 * WHOLE],
        lambda stored: stored + b"x",
        lambda stored: stored + stored[-WHOLE:],
        lambda stored: stored[:1] + stored[1 + WHOLE :],
        swapped,
        lambda stored: stored[:5000] + bytes([stored[5000] ^ 1]) + stored[5001:],
    ],
)
def test_a_changed_content_does_not_open(forge: object) -> None:
    stored = forge(sealed(bytes(3 * PIECE_BYTES)))  # type: ignore[operator]

    with pytest.raises(CannotDecrypt):
        opened(stored)


def test_neither_another_key_nor_another_file_opens_it() -> None:
    stored = sealed(b"x")

    with pytest.raises(CannotDecrypt):
        opened(stored, key=new_key())
    with pytest.raises(CannotDecrypt):
        opened(stored, file=UUID(int=2))

"""How a notification's personal data is sealed and searched."""

from collections.abc import Mapping

from notify.vault import blind_index, open_mapping, open_sealed, seal, seal_mapping

RECIPIENT = "notification recipient"
PERSONALISATION = "notification personalisation"


def seal_recipient(recipient: str) -> bytes:
    return seal(recipient, RECIPIENT)


def open_recipient(sealed: bytes | memoryview) -> str:
    """Raises CannotOpen."""
    return open_sealed(sealed, RECIPIENT)


def seal_personalisation(values: Mapping[str, object]) -> bytes:
    return seal_mapping(values, PERSONALISATION)


def open_personalisation(sealed: bytes | memoryview) -> dict[str, object]:
    """Raises CannotOpen."""
    return open_mapping(sealed, PERSONALISATION)


def recipient_index(normalised: str) -> bytes:
    """Return what an exact search looks for; the recipient must be in normal form."""
    return blind_index(normalised)

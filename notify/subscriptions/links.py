"""The links in messages about subscriptions: signed, and nothing personal in them."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

CONFIRM_SALT = "confirm subscriptions"
MANAGE_SALT = "manage subscription"
CONFIRM_WITHIN = 7 * 86400  # seconds; people read their mail when they read it


class BadLink(ValueError):
    """A link that we did not make, or that is too old."""


def confirm_link(ids: Sequence[UUID]) -> str:
    """Return the address of the page that confirms subscriptions."""
    token = signing.dumps([identifier.hex for identifier in ids], salt=CONFIRM_SALT)
    return f"{settings.BASE_URL}{reverse('portal:confirm-subscription', args=[token])}"


def manage_link(identifier: UUID) -> str:
    """Return the address of the page that ends a subscription, for as long as it exists.

    Mail programs POST to it for one click (RFC 8058). It is the same in every message.
    """
    return manage_links()(identifier)


def manage_links() -> Callable[[UUID], str]:
    """Return what makes such addresses, for many: the way to a page is looked up once."""
    page = f"{settings.BASE_URL}{reverse('portal:end-subscription', args=['-'])}".removesuffix("-")
    signer = signing.Signer(salt=MANAGE_SALT)
    return lambda identifier: f"{page}{signer.sign(identifier.hex)}"


def read_confirm(token: str) -> list[UUID]:
    """Raises BadLink."""
    try:
        found = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        raise BadLink from None
    return [UUID(text) for text in found]


def read_manage(token: str) -> UUID:
    """Raises BadLink."""
    try:
        return UUID(signing.Signer(salt=MANAGE_SALT).unsign(token))
    except signing.BadSignature:
        raise BadLink from None

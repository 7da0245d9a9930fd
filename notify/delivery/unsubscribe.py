"""Unsubscribing with one click (RFC 8058): links that say nothing to anybody but us.

A link must work for as long as the email is kept, long after the message's row is gone, so it
carries what it needs, sealed.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from notify.delivery.claim import Claimed
from notify.delivery.models import Suppression
from notify.delivery.suppression import Cause, is_simulator, suppress
from notify.message_templates.models import Category, Template
from notify.notifications.recipients import recipient_index
from notify.rendering.unsubscribe import is_fit
from notify.services.models import ApiKey, Service
from notify.vault import CannotOpen, open_sealed, seal

PURPOSE = "unsubscribe link"
LONGEST_TOKEN = 2_000


class BadLink(ValueError):
    """A link that we did not make, or whose service is gone."""


@dataclass(frozen=True)
class Unsubscribing:
    """What a link is about."""

    service: Service
    category: Category | None
    recipient: str
    notification_id: UUID
    is_pretended: bool


def unsubscribe_url(row: Claimed, template: Template, recipient: str) -> str:
    """Return a message's own link, or nothing where mail programs cannot reach us (by https)."""
    if not is_fit(f"{settings.BASE_URL}/unsubscribe"):
        return ""
    content = {
        "s": row.service_id.hex,
        "c": template.category_id.hex if template.category_id else "",
        "r": recipient,
        "n": row.id.hex,
        "t": row.key_type == ApiKey.Type.TEST,
    }
    sealed = seal(json.dumps(content, separators=(",", ":")), PURPOSE)
    token = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{settings.BASE_URL}{reverse('portal:unsubscribe', args=[token])}"


def open_link(token: str) -> Unsubscribing:
    """Return what a link is about. Raises BadLink."""
    try:
        if len(token) > LONGEST_TOKEN:
            raise BadLink
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        content = json.loads(open_sealed(sealed, PURPOSE))
    except (CannotOpen, binascii.Error, ValueError):
        raise BadLink from None
    service = Service.objects.filter(pk=UUID(content["s"])).first()
    if service is None:
        raise BadLink
    category = Category.objects.filter(pk=UUID(content["c"])).first() if content["c"] else None
    return Unsubscribing(
        service=service,
        category=category,
        recipient=content["r"],
        notification_id=UUID(content["n"]),
        is_pretended=content["t"] or is_simulator(content["r"]),
    )


@transaction.atomic
def unsubscribe(link: Unsubscribing) -> None:
    """Send no more of these emails; a second time changes nothing."""
    if link.is_pretended:
        return
    cause = Cause(
        reason=Suppression.Reason.UNSUBSCRIBE.value,
        service_id=link.service.id,
        recipient=link.recipient,
        recipient_index=recipient_index(link.recipient),
        notification_id=link.notification_id,
        category_id=link.category.id if link.category else None,
    )
    suppress([cause])

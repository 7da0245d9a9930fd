"""What a person is about to send, kept on the server so that two tabs never mix."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Template
from notify.notifications.ids import new_id
from notify.services.models import Service
from notify.vault import open_bytes, seal_bytes

CONTENT = "draft of a message"
# Not longer than an idempotent answer is kept (idempotency.py), which is what stops a second send.
DRAFT_LIFETIME = timedelta(hours=20)


def in_draft_lifetime() -> datetime:
    return timezone.now() + DRAFT_LIFETIME


@dataclass(frozen=True)
class DraftContent:
    """Whom a message goes to, and its values by the template's own names."""

    recipient: str
    values: Mapping[str, str] = field(default_factory=dict)


class SendDraft(models.Model):
    """One message that its author has not sent yet, or just sent. Nobody else may open it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    sealed_content = models.BinaryField(default=b"")
    language = models.CharField(max_length=2, blank=True)
    sender_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=in_draft_lifetime, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    notification_id = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("message being written")
        verbose_name_plural = _("messages being written")

    def __str__(self) -> str:
        return str(self.id)

    @property
    def content(self) -> DraftContent:
        """Return whom it goes to and its values. Raises CannotOpen."""
        return DraftContent(**orjson.loads(open_bytes(self.sealed_content, CONTENT)))

    @content.setter
    def content(self, content: DraftContent) -> None:
        plain = {"recipient": content.recipient, "values": dict(content.values)}
        self.sealed_content = seal_bytes(orjson.dumps(plain), CONTENT)

"""The sandbox's mailbox, and messages that were given up."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Channel
from notify.notifications.models import Notification


class DeadLetter(Notification):
    """A message that was given up, for the platform team to look at and to send again."""

    class Meta:
        proxy = True
        verbose_name = _("message that was given up")
        verbose_name_plural = _("messages that were given up")


class SandboxMessage(models.Model):
    """A message that the sandbox provider took, sealed like any other personal data."""

    notification_id = models.UUIDField(unique=True)
    service_id = models.UUIDField(null=True, db_index=True)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    recipient_index = models.BinaryField(max_length=16, db_index=True)
    sealed_message = models.BinaryField()
    sends = models.PositiveSmallIntegerField(default=1)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    receipt = models.JSONField(default=dict)
    receipt_due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sandbox message")
        verbose_name_plural = _("sandbox messages")
        indexes = (
            models.Index(
                fields=("receipt_due_at",),
                name="sandbox_receipts_due",
                condition=models.Q(receipt_due_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.notification_id)

"""Where a service wants to hear of its messages."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.service import Service


class Callback(models.Model):
    """Where a service wants to hear of its messages. The bearer token is sealed (callbacks.py)."""

    class Kind(models.TextChoices):
        DELIVERY_STATUS = "delivery_status", _("Delivery status")
        INBOUND_SMS = "inbound_sms", _("Received text messages")
        COMPLAINT = "complaint", _("Complaints")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="callbacks")
    kind = models.CharField(_("about"), max_length=16, choices=Kind.choices)
    url = models.URLField(_("address"), max_length=2000)
    sealed_token = models.BinaryField(editable=False)
    sealed_signing_secret = models.BinaryField(editable=False)
    sealed_old_secret = models.BinaryField(default=b"", editable=False)  # signs too, until then:
    old_secret_ends_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(
        _("deliveries given up in a row"), default=0, editable=False
    )
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        constraints = (
            models.UniqueConstraint(fields=("service", "kind"), name="one_callback_of_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.service}: {self.kind}"

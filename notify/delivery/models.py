"""Providers, what they told us, and the sandbox's mailbox."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Channel
from notify.services.models import Callback


class Provider(models.Model):
    """A way out. The platform team edits these rows; choose.py decides between them."""

    class Kind(models.TextChoices):
        SANDBOX = "sandbox", _("Sandbox: nothing leaves this machine")
        SMTP = "smtp", "SMTP"
        SES = "ses", "AWS SES v2"
        SMS_VOICE = "sms_voice", "AWS End User Messaging"
        SNS = "sns", "AWS SNS"

    name = models.SlugField(_("name"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    active = models.BooleanField(_("active"), default=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=10, help_text=_("The lowest number is tried first.")
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, help_text=_("The share among providers of the same priority.")
    )
    international = models.BooleanField(_("sends abroad"), default=True)
    options = models.JSONField(
        _("options"),
        default=dict,
        blank=True,
        help_text=_("Names of options are in docs/providers.md."),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ("channel", "priority", "name")

    def __str__(self) -> str:
        return self.name


class ProviderEvent(models.Model):
    """A receipt, stored once. One without a notification yet waits to be matched."""

    provider = models.CharField(max_length=32)
    event_id = models.CharField(max_length=255)
    notification_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=20)
    provider_response = models.TextField(blank=True)
    feedback_type = models.CharField(max_length=32, blank=True)
    feedback_subtype = models.CharField(max_length=32, blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    applied = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("provider event")
        verbose_name_plural = _("provider events")
        constraints = (
            models.UniqueConstraint(fields=("provider", "event_id"), name="one_row_per_event"),
        )
        indexes = (
            models.Index(
                fields=("received_at",),
                name="events_waiting_for_a_message",
                condition=models.Q(applied=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class CallbackDelivery(models.Model):
    """One thing to tell a service, and how telling it went. Holds nothing personal."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given-up", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="deliveries")
    notification_id = models.UUIDField(db_index=True)
    status = models.CharField(max_length=20)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(_("HTTP status of the answer"), null=True)
    problem = models.CharField(_("problem"), max_length=64, blank=True)
    seconds = models.FloatField(_("seconds until the answer"), null=True)
    attempted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("callback delivery")
        verbose_name_plural = _("callback deliveries")
        indexes = (
            models.Index(
                fields=("callback", "due_at"),
                name="callbacks_due",
                condition=models.Q(due_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.notification_id} {self.status}"


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

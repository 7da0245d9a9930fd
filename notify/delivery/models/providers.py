"""Providers, and what they told us."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Channel


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
    per_second = models.PositiveIntegerField(
        _("messages a second"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("All workers keep to it together; texts count their parts. Empty: no limit."),
    )
    per_number_per_second = models.PositiveIntegerField(
        _("texts a second from each number"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    receipts_topic = models.CharField(
        _("topic that its receipts come from"),
        max_length=256,
        blank=True,
        help_text=_("The ARN of an SNS topic. Messages of any other topic are refused."),
    )
    receipts_queue_url = models.URLField(
        _("queue that its receipts wait in"),
        max_length=500,
        blank=True,
        help_text=_("The address of an SQS queue; empty when SNS posts them to us."),
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
    recipient_complaint = models.BooleanField(default=False)
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


class EmailHour(models.Model):
    """How many emails of a service left in an hour, and how many hard bounces came back in it."""

    service_id = models.UUIDField()
    hour = models.DateTimeField()
    sent = models.PositiveIntegerField(default=0)
    hard_bounces = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("emails of an hour")
        verbose_name_plural = _("emails of an hour")
        constraints = (
            models.UniqueConstraint(fields=("hour", "service_id"), name="one_row_per_hour"),
        )

    def __str__(self) -> str:
        return f"{self.service_id} {self.hour}: {self.hard_bounces} of {self.sent}"


class UnreadableReceipts(models.Model):
    """How many events of a provider nobody could read on a day, and why. Holds nothing of them."""

    provider = models.CharField(_("provider"), max_length=32)
    code = models.CharField(_("what was wrong"), max_length=64)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("events"), default=0)
    last_message_id = models.CharField(_("last one’s id"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("unreadable receipts")
        verbose_name_plural = _("unreadable receipts")
        constraints = (
            models.UniqueConstraint(
                fields=("provider", "code", "day"), name="one_count_of_unreadable_receipts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.code} {self.day}: {self.count}"

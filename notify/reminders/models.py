"""Messages to be sent some days before a date of the person's own."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Channel, Template
from notify.notifications.ids import new_id
from notify.services.models import ApiKey, Service


class QuietHours(models.Model):
    """When a service writes no reminders, in the recipient's zone. `starts` may be after `ends`."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="quiet_hours")
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


class Reminder(models.Model):
    """One message for one person at a later time. It becomes a notification when it is due.

    It is no notification before, because those are erased after some days and this may wait for
    months. Recipient and values are sealed, and erased when it is settled.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        CANCELLED = "cancelled", _("Cancelled")
        REFUSED = "refused", _("Could not be sent")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="reminders")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="reminders")
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    sealed_recipient = models.BinaryField(editable=False)
    sealed_personalisation = models.BinaryField(editable=False)
    language = models.CharField(_("language"), max_length=2, blank=True)
    reference = models.TextField(_("reference"), blank=True)
    sender_id = models.UUIDField(null=True, blank=True)
    batch = models.UUIDField(_("list"), null=True, blank=True)
    key_type = models.CharField(max_length=8, choices=ApiKey.Type.choices, default="normal")
    api_key = models.ForeignKey(
        ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    event_at = models.DateTimeField(_("date it is about"))
    due_at = models.DateTimeField(_("sent at"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    problem = models.CharField(_("problem"), max_length=64, blank=True)
    notification_id = models.UUIDField(null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = (
            models.Index(
                fields=("due_at",), name="reminders_due", condition=models.Q(state="waiting")
            ),
            models.Index(fields=("service", "state", "due_at"), name="reminders_of_a_service"),
            models.Index(fields=("service", "reference"), name="reminders_by_reference"),
            models.Index(
                fields=("batch",),
                name="reminders_of_a_list",
                condition=models.Q(batch__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

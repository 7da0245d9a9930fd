"""What services are told, and how telling it went."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models import Callback


class CallbackDelivery(models.Model):
    """One thing to tell a service, and how telling it went. Holds nothing personal.

    What it tells of is a notification or, in `notification_id` too, a text that was received.
    """

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


class CallbackAttempt(models.Model):
    """One call: when, what was answered and how fast. Nothing of the answer's body is kept."""

    delivery = models.ForeignKey(CallbackDelivery, on_delete=models.CASCADE, related_name="log")
    number = models.PositiveSmallIntegerField(_("attempt"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    answered = models.PositiveSmallIntegerField(_("HTTP status of the answer"), null=True)
    problem = models.CharField(_("problem"), max_length=64, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))

    class Meta:
        verbose_name = _("callback attempt")
        verbose_name_plural = _("callback attempts")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.number}: {self.answered or self.problem}"

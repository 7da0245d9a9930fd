"""Addresses that are not written to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.accounts.models import User
from notify.message_templates.models import Category, Channel
from notify.services.models import Service
from notify.vault import open_sealed

SUPPRESSED_RECIPIENT = "suppressed recipient"  # what its address is sealed for


class Suppression(models.Model):
    """An address that is not written to any more, and why. Removed rows stay, with who and why.

    Without a service it holds for every service. `category` is what an unsubscribing is about;
    one without a category is about the service's templates that have none.
    """

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard-bounce", _("The address does not exist")
        COMPLAINT = "complaint", _("The person marked a message as spam")
        UNSUBSCRIBE = "unsubscribe", _("The person unsubscribed")

    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.CASCADE, related_name="suppressions"
    )
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    recipient_index = models.BinaryField(max_length=16)
    sealed_recipient = models.BinaryField()
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    notification_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removal_reason = models.CharField(_("why it was removed"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = (
            models.UniqueConstraint(
                fields=("recipient_index", "service", "reason", "category"),
                condition=models.Q(removed_at=None),
                nulls_distinct=False,
                name="one_suppression_of_a_kind",
            ),
        )
        indexes = (models.Index(fields=("service", "-created_at"), name="suppressions_by_service"),)

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"

    @property
    def recipient(self) -> str:
        """Return the address. Raises CannotOpen."""
        return open_sealed(self.sealed_recipient, SUPPRESSED_RECIPIENT)

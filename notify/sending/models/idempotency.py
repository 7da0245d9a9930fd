"""What a service was answered under an idempotency key of its own choice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotentAnswer(models.Model):
    """The first answer to a request, kept for a day so that a retry sends nothing.

    Written in the statement that stores the message: one is there if and only if the other is.
    """

    service_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField()
    sealed_answer = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("idempotent answer")
        verbose_name_plural = _("idempotent answers")
        constraints = (
            models.UniqueConstraint(
                fields=("service_id", "key"), name="one_answer_per_idempotency_key"
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_id} {self.created_at}"

"""What the people who manage a service must hear of, until it is sent to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.service import Service


class Notice(models.Model):
    """Something to tell a service's people by email. Written with `record_notice` (notices.py)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=64)
    values = models.JSONField(_("values"), default=dict)
    permissions = ArrayField(
        models.CharField(max_length=32), verbose_name=_("for members who hold"), default=list
    )
    once_key = models.CharField(_("said once for"), max_length=128)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = (
            models.UniqueConstraint(
                fields=("service", "kind", "once_key"), name="one_notice_for_each_occasion"
            ),
        )
        indexes = (
            models.Index(
                fields=("id",), condition=models.Q(sent_at__isnull=True), name="notices_to_send"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.once_key}"

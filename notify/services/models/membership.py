"""People in a service, and what they may do there."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.service import Service


class Membership(models.Model):
    """A person's place in a service, and what they may do there."""

    class Permission(models.TextChoices):
        VIEW_ACTIVITY = "view_activity", _("See the dashboard, reports and usage")
        MANAGE_TEMPLATES = "manage_templates", _("Create and edit templates")
        SEND_MESSAGES = "send_messages", _("Send messages")
        MANAGE_SERVICE = "manage_service", _("Manage settings and team")
        MANAGE_API_KEYS = "manage_api_keys", _("Manage the API integration")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="memberships")
    permissions = ArrayField(
        models.CharField(max_length=32, choices=Permission.choices),
        verbose_name=_("permissions"),
        default=list,
        blank=True,
    )
    is_auditor = models.BooleanField(
        _("auditor"),
        default=False,
        help_text=_("Sees everything in the service, its record included, and changes nothing."),
    )
    created_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=("user", "service"), name="one_membership_per_service"),
            models.CheckConstraint(
                condition=models.Q(is_auditor=False) | models.Q(permissions=[]),
                name="auditors_change_nothing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.service}"

    def can(self, permission: str) -> bool:
        return permission in self.permissions

    def permission_labels(self) -> list[str]:
        """Return what the member may do in words, in the order of the choices."""
        return [str(each.label) for each in self.Permission if each in self.permissions]

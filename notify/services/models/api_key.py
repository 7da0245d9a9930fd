"""Keys of the sending API."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.service import Service


class ApiKey(models.Model):
    """A key of the sending API. The secret is shown once (secrets live in api_keys.py)."""

    class Type(models.TextChoices):
        NORMAL = "normal", _("Live: sends to anyone")
        TEAM = "team", _("Team and safelist")
        TEST = "test", _("Test: pretends to send")

    class Permission(models.TextChoices):
        MANAGE_TEMPLATES = "manage_templates", _("Manage templates")
        MANAGE_REPORTS = "manage_reports", _("Manage reports")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=255)
    key_type = models.CharField(_("type"), max_length=8, choices=Type.choices)
    secret_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    sealed_secret = models.BinaryField(editable=False)
    permissions = ArrayField(
        models.CharField(max_length=32, choices=Permission.choices),
        verbose_name=_("permissions"),
        default=list,
        blank=True,
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    expires_at = models.DateTimeField(_("stops working"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replacements"
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = (
            models.UniqueConstraint(
                "service",
                Lower("name"),
                condition=models.Q(revoked_at__isnull=True),
                name="key_names_are_unique_in_a_service",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.key_type})"

    def permission_words(self) -> str:
        return ", ".join(str(each.label) for each in self.Permission if each in self.permissions)

    def has_expired(self, now: datetime | None = None) -> bool:
        return self.expires_at is not None and self.expires_at <= (now or timezone.now())

    def works(self, now: datetime | None = None) -> bool:
        return self.revoked_at is None and not self.has_expired(now)

    def revoke(self, now: datetime | None = None) -> None:
        """Stop the key at once. A revoked key stays revoked."""
        self.revoked_at = self.revoked_at or now or timezone.now()
        self.save(update_fields=["revoked_at"])

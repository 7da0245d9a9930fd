"""A place in a service that is offered to an email address."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.membership import Membership
from notify.services.models.service import Service

LASTS = timedelta(days=2)


def end_of_invitation() -> datetime:
    return timezone.now() + LASTS


class Invitation(models.Model):
    """An offer that only the person with the address can take, within two days."""

    class State(models.TextChoices):
        OPEN = "open", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email address"), max_length=320)
    permissions = ArrayField(
        models.CharField(max_length=32, choices=Membership.Permission.choices),
        verbose_name=_("permissions"),
        default=list,
        blank=True,
    )
    is_auditor = models.BooleanField(_("auditor"), default=False)
    hidden_folders = ArrayField(
        models.UUIDField(), verbose_name=_("folders not shown"), default=list, blank=True
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("ends"), default=end_of_invitation)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = (
            models.UniqueConstraint(
                fields=("service", "email"),
                condition=models.Q(state="open"),
                name="one_open_invitation_for_an_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service}: {self.state}"

    def has_expired(self, now: datetime | None = None) -> bool:
        return self.expires_at <= (now or timezone.now())

    def is_open(self, now: datetime | None = None) -> bool:
        return self.state == self.State.OPEN and not self.has_expired(now)

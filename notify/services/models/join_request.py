"""What a colleague asks of the people who manage a service: a place in it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.service import Service


class JoinRequest(models.Model):
    """Somebody of the same organisation who wants to be in a service's team, and why."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="join_requests",
    )
    reason = models.TextField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = (
            models.UniqueConstraint(
                fields=("service", "user"),
                condition=models.Q(state="asked"),
                name="one_open_join_request",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service}: {self.state}"

"""Logos that emails may carry instead of, or below, the government's signature."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.organisations import Organisation


class Brand(models.Model):
    """A logo with its texts. A team asks for it, the platform team approves it.

    An approved brand never changes: emails that were sent point at its picture. Those of an
    organisation may be chosen by its other services.
    """

    class Kind(models.TextChoices):
        BOTH = "both", _("Below the government’s signature")
        LOGO = "logo", _("Instead of the government’s signature")
        BANNER = "banner", _("In a coloured banner")

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for the platform team")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Sent back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="brands"
    )
    service = models.ForeignKey(
        "services.Service", null=True, on_delete=models.CASCADE, related_name="asked_brands"
    )
    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("where it stands"), max_length=6, choices=Kind.choices)
    alt_en = models.CharField(_("English text for who cannot see it"), max_length=255)
    alt_fr = models.CharField(_("French text for who cannot see it"), max_length=255)
    text = models.CharField(_("text beside the logo"), max_length=120, blank=True)
    colour = models.CharField(_("colour"), max_length=7, blank=True)
    picture = models.BinaryField(editable=False)  # PNG, encoded by us (logos.py)
    width = models.PositiveSmallIntegerField(_("width in pixels"))
    height = models.PositiveSmallIntegerField(_("height in pixels"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return self.name

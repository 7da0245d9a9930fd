"""What the platform team tells everyone: banners on every page, incidents on the status page."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Banner(models.Model):
    """A notice on every page for a while: planned maintenance, an election period."""

    if TYPE_CHECKING:  # made by translation.py
        text_en: str
        text_fr: str

    class Level(models.TextChoices):
        INFO = "info", _("Information")
        WARNING = "warning", _("Warning")

    text = models.CharField(_("text"), max_length=500)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, default=Level.INFO)
    starts_at = models.DateTimeField(_("shown from"), default=timezone.now)
    ends_at = models.DateTimeField(_("shown until"), null=True, blank=True)

    objects: "models.Manager[Banner]" = models.Manager()

    class Meta:
        verbose_name = _("banner")
        verbose_name_plural = _("banners")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="banner_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
        )

    def __str__(self) -> str:
        return self.text

    @classmethod
    def shown_at(cls, now: datetime) -> "models.QuerySet[Banner]":
        """Return the banners of a moment, the newest first."""
        open_ended = models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=now)
        return cls.objects.filter(open_ended, starts_at__lte=now).order_by("-starts_at")


class Incident(models.Model):
    """Something that went wrong, as the public status page tells it."""

    if TYPE_CHECKING:  # made by translation.py
        title_en: str
        title_fr: str

    class Part(models.TextChoices):
        """What the status page shows one by one."""

        PORTAL = "portal", _("Portal and API")
        EMAIL = "email", _("Emails")
        SMS = "sms", _("Text messages")
        CALLBACKS = "callbacks", _("Callbacks")

    class Severity(models.TextChoices):
        DEGRADED = "degraded", _("Slower than usual")
        DOWN = "down", _("Not available")

    title = models.CharField(_("title"), max_length=200)
    part = models.CharField(_("about"), max_length=12, choices=Part.choices)
    severity = models.CharField(
        _("severity"), max_length=8, choices=Severity.choices, default=Severity.DEGRADED
    )
    started_at = models.DateTimeField(_("began"), default=timezone.now)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    objects: "models.Manager[Incident]" = models.Manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return self.title


class IncidentNote(models.Model):
    """What was known of an incident at a moment."""

    if TYPE_CHECKING:  # made by translation.py
        text_en: str
        text_fr: str

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("text"), max_length=2000)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects: "models.Manager[IncidentNote]" = models.Manager()

    class Meta:
        verbose_name = _("incident note")
        verbose_name_plural = _("incident notes")
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.text[:80]

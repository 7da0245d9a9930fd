"""A service's request to leave trial mode. Each is a row; the rows of a service are its history."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.service import Service


class GoLiveRequest(models.Model):
    """What a team says of its use, and what the platform team decided."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for a decision")
        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent_back", _("Sent back")

    class Purpose(models.TextChoices):
        ACCOUNTS = "accounts", _("Sign-in and account messages")
        STATUS = "status", _("Progress of applications and requests")
        APPOINTMENTS = "appointments", _("Appointments and reminders")
        DECISIONS = "decisions", _("Decisions and payments")
        ALERTS = "alerts", _("Alerts and emergencies")
        NEWS = "news", _("News and subscriptions")

    class Audience(models.TextChoices):
        INTERNAL = "internal", _("Colleagues in our organisation")
        GOVERNMENT = "government", _("Other governments")
        PUBLIC = "public", _("The public")

    class DailyVolume(models.TextChoices):
        NONE = "0", _("None")
        UP_TO_1_000 = "1000", _("Up to 1,000 a day")
        UP_TO_10_000 = "10000", _("Up to 10,000 a day")
        UP_TO_100_000 = "100000", _("Up to 100,000 a day")
        MORE = "more", _("More than 100,000 a day")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="go_live_requests")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    purposes = ArrayField(
        models.CharField(max_length=16, choices=Purpose.choices),
        verbose_name=_("purposes"),
        default=list,
        blank=True,
    )
    description = models.TextField(_("what the service sends"), max_length=2000, blank=True)
    audiences = ArrayField(
        models.CharField(max_length=16, choices=Audience.choices),
        verbose_name=_("recipients"),
        default=list,
        blank=True,
    )
    emails_a_day = models.CharField(
        _("emails a day"), max_length=8, choices=DailyVolume.choices, blank=True
    )
    texts_a_day = models.CharField(
        _("text messages a day"), max_length=8, choices=DailyVolume.choices, blank=True
    )
    emails_a_year = models.PositiveIntegerField(_("emails a year"), null=True, blank=True)
    texts_a_year = models.PositiveIntegerField(_("text messages a year"), null=True, blank=True)
    terms_accepted_at = models.DateTimeField(_("terms accepted"), null=True, blank=True)
    terms_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    comment = models.TextField(_("comment"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("go-live request")
        verbose_name_plural = _("go-live requests")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("service",),
                condition=models.Q(state__in=("draft", "submitted")),
                name="one_open_go_live_request",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service}: {self.state}"

    def purpose_labels(self) -> list[str]:
        return [str(each.label) for each in self.Purpose if each in self.purposes]

    def audience_labels(self) -> list[str]:
        return [str(each.label) for each in self.Audience if each in self.audiences]

    @property
    def tells_use(self) -> bool:
        """Say whether purposes, recipients and volumes are filled in."""
        volumes = (self.emails_a_day, self.texts_a_day)
        return bool(self.purposes and self.description and self.audiences and all(volumes))

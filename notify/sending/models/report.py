"""Reports, until they are forgotten."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.notifications.ids import new_id
from notify.notifications.models import Job
from notify.services.models import ApiKey, Service


class Report(models.Model):
    """A list of messages and what became of them, as a file that is made in the background.

    Due while `due_at` is set; `claim` is who makes it, until then, and the name under which the
    store has its content. The content is sealed with a key of its own.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("Emails")
        SMS = "sms", _("Text messages")
        JOB = "job", _("A bulk send")

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        GENERATING = "generating", _("Being prepared")
        READY = "ready", _("Ready")
        ERROR = "error", _("Error")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(_("about"), max_length=5, choices=Kind.choices)
    job = models.ForeignKey(
        Job, null=True, blank=True, on_delete=models.CASCADE, related_name="reports"
    )
    statuses = models.JSONField(_("only these statuses"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.REQUESTED
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    api_key = models.ForeignKey(
        ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    page_url = models.URLField(max_length=500, blank=True)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    sealed_key = models.BinaryField(default=b"")
    due_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = (
            models.Index(fields=("service", "-id"), name="reports_by_service"),
            models.Index(
                fields=("due_at",), name="reports_due", condition=models.Q(due_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY

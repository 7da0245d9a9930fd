"""Messages to people, and the jobs that make many of them at once.

The table of notifications is partitioned by its time-ordered id (partitions.py), has no foreign
keys (a look-up and a row lock per insert, on the busiest table, for parents that are archived and
never deleted) and few indexes, none on a column that a status change touches except `due_at`.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Channel, Queue, Template
from notify.notifications.ids import new_id
from notify.notifications.recipients import open_personalisation, open_recipient
from notify.services.models import ApiKey, Service

INDEXED_REFERENCE = 64  # characters


class Status(models.TextChoices):
    """The states of the API contract. Words for people are in the portal."""

    CREATED = "created", _("Created")
    SENDING = "sending", _("Sending")
    PENDING = "pending", _("Pending")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    TEMPORARY_FAILURE = "temporary-failure", _("Temporary failure")
    PERMANENT_FAILURE = "permanent-failure", _("Permanent failure")
    TECHNICAL_FAILURE = "technical-failure", _("Technical failure")
    PROVIDER_FAILURE = "provider-failure", _("Provider failure")
    VIRUS_SCAN_FAILED = "virus-scan-failed", _("Virus found")
    PENDING_VIRUS_CHECK = "pending-virus-check", _("Waiting for the virus check")
    PII_CHECK_FAILED = "pii-check-failed", _("Too sensitive to send")
    CANCELLED = "cancelled", _("Cancelled")


IN_TRANSIT_STATUSES = (
    Status.CREATED,
    Status.SENDING,
    Status.PENDING,
    Status.PENDING_VIRUS_CHECK,
)
# A text stays "sent" for good where its carrier says nothing more: that is as delivered as it gets.
DELIVERED_STATUSES = (Status.SENT, Status.DELIVERED)
FAILED_STATUSES = (
    Status.TEMPORARY_FAILURE,
    Status.PERMANENT_FAILURE,
    Status.TECHNICAL_FAILURE,
    Status.PROVIDER_FAILURE,
    Status.VIRUS_SCAN_FAILED,
    Status.PII_CHECK_FAILED,
)
FINAL_STATUSES = (Status.DELIVERED, Status.CANCELLED, *FAILED_STATUSES)


class JobStatus(models.TextChoices):
    PENDING = "pending", _("Waiting to start")
    SCHEDULED = "scheduled", _("Scheduled")
    IN_PROGRESS = "in progress", _("In progress")
    PAUSED = "paused", _("Paused")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")
    LIMITS_EXCEEDED = "sending limits exceeded", _("Sending limits exceeded")
    ERROR = "error", _("Error")


class Job(models.Model):
    """One template sent to a list. `next_row` moves in the transaction that stores the rows.

    A job is due when it has work to do (sending/jobs.py); `claim` is who does it, until `due_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="jobs")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="jobs")
    template_version = models.PositiveIntegerField()
    channel = models.CharField(max_length=5, choices=Channel.choices)
    queue = models.CharField(max_length=8, choices=Queue.choices, default=Queue.BULK)
    name = models.TextField(_("name"))
    status = models.CharField(max_length=24, choices=JobStatus.choices, default=JobStatus.PENDING)
    key_type = models.CharField(max_length=8, choices=ApiKey.Type.choices, default="normal")
    api_key = models.ForeignKey(
        ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sender_id = models.UUIDField(null=True, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    next_row = models.PositiveIntegerField(default=0)
    # The day whose limit the job took its share of; none when it uses no limit.
    reserved_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(null=True, blank=True)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    attempts = models.SmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = (
            models.Index(fields=("service", "-created_at"), name="jobs_by_service"),
            models.Index(
                fields=("due_at",), name="jobs_due", condition=models.Q(due_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def percent_stored(self) -> int:
        """Return how much of the list has become messages, rounded down."""
        return 100 * self.next_row // self.row_count if self.row_count else 100


class JobChunk(models.Model):
    """Rows of a job that are checked and not yet messages; gone once they are.

    `cost` is what they take from a limit: emails, or fragments of texts.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="chunks")
    first_row = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField()
    cost = models.PositiveIntegerField()
    sealed_rows = models.BinaryField()

    class Meta:
        verbose_name = _("part of a job")
        verbose_name_plural = _("parts of jobs")
        constraints = (
            models.UniqueConstraint(fields=("job", "first_row"), name="one_chunk_per_first_row"),
        )

    def __str__(self) -> str:
        return f"{self.job_id} {self.first_row}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of_service(self, service: Service) -> "NotificationQuerySet":
        return self.filter(service_id=service.id)

    def with_reference(self, reference: str) -> "NotificationQuerySet":
        """Filter by the caller's own reference, in a way that its index serves."""
        start = Left("client_reference", INDEXED_REFERENCE)
        rows = self.alias(start_of_reference=start)
        return rows.filter(
            start_of_reference=reference[:INDEXED_REFERENCE], client_reference=reference
        )

    def with_template_names(self) -> "NotificationQuerySet":
        """Read `template_name` with each row: there is no foreign key to follow."""
        names = Template.objects.filter(pk=models.OuterRef("template_id")).values("name")
        return self.annotate(template_name=models.Subquery(names[:1]))

    def newest_first(self) -> "NotificationQuerySet":
        """Order by id, which is time-ordered and the key that partitions are cut by."""
        return self.order_by("-id")


class Notification(models.Model):
    """One email or text message to one person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service_id = models.UUIDField()
    template_id = models.UUIDField()
    template_version = models.IntegerField()
    job_id = models.UUIDField(null=True)
    job_row = models.IntegerField(null=True)
    api_key_id = models.UUIDField(null=True)
    key_type = models.CharField(max_length=8, choices=ApiKey.Type.choices)
    created_by_id = models.UUIDField(null=True)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    queue = models.CharField(_("queue"), max_length=8, choices=Queue.choices)
    language = models.CharField(_("language"), max_length=2, blank=True)
    sealed_recipient = models.BinaryField()
    recipient_index = models.BinaryField(max_length=16)
    sealed_personalisation = models.BinaryField(default=b"")
    client_reference = models.TextField(null=True)  # noqa: DJ001  the contract tells null from ""
    sender = models.CharField(max_length=320, blank=True)
    fragments = models.SmallIntegerField(default=0)
    international = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("created"))
    day = models.DateField()
    scheduled_for = models.DateTimeField(_("scheduled for"), null=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    due_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    attempts = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    updated_at = models.DateTimeField(_("changed"), null=True)
    provider = models.CharField(_("provider"), max_length=32, blank=True)
    provider_reference = models.CharField(max_length=255, blank=True)
    provider_response = models.TextField(null=True)  # noqa: DJ001  null in the contract
    feedback_type = models.CharField(max_length=32, blank=True)
    feedback_subtype = models.CharField(max_length=32, blank=True)
    unsubscribe_url = models.TextField(blank=True)
    history = models.JSONField(default=list)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = (
            models.Index(fields=("service_id", "-id"), name="notifications_by_service"),
            models.Index(
                fields=("queue", "service_id", "due_at"),
                name="notifications_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=("job_id", "job_row"),
                name="notifications_by_job",
                condition=models.Q(job_id__isnull=False),
            ),
            models.Index(
                fields=("job_id",),
                name="notifications_due_by_job",
                condition=models.Q(job_id__isnull=False, due_at__isnull=False),
            ),
            models.Index(
                fields=("provider_reference",),
                name="notifications_by_reference",
                condition=~models.Q(provider_reference=""),
            ),
            models.Index(
                fields=("service_id", "recipient_index"), name="notifications_by_recipient"
            ),
            models.Index(
                models.F("service_id"),
                # a reference may be longer than an index takes
                Left("client_reference", INDEXED_REFERENCE),
                name="notifications_by_callers_ref",
                condition=models.Q(client_reference__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def recipient(self) -> str:
        """Return the address or number as it was submitted. Raises CannotOpen."""
        return open_recipient(self.sealed_recipient)

    @property
    def personalisation(self) -> dict[str, object]:
        """Return the values as they were submitted. Raises CannotOpen."""
        return open_personalisation(self.sealed_personalisation)

    def completed_at(self) -> datetime | None:
        """Return when the message reached a state that the contract calls complete."""
        return self.updated_at if self.status in COMPLETED else None

    def timeline(self) -> list[dict[str, Any]]:
        """Return every transition, oldest first: status, at, and what the provider said."""
        return [{"status": Status.CREATED.value, "at": self.created_at.isoformat()}, *self.history]


COMPLETED = frozenset(
    {
        Status.SENT,
        Status.DELIVERED,
        Status.TECHNICAL_FAILURE,
        Status.TEMPORARY_FAILURE,
        Status.PERMANENT_FAILURE,
        Status.CANCELLED,
    }
)

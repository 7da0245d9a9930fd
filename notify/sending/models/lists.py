"""A list that a person is about to send: its file, how far its check is, and what that found."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Template
from notify.notifications.ids import new_id
from notify.notifications.models import Job
from notify.services.models import Service

LIST_LIFETIME = timedelta(days=3)


def in_list_lifetime() -> datetime:
    return timezone.now() + LIST_LIFETIME


class ListDraft(models.Model):
    """A list with its template, owned by who uploaded it. Workers check it (list_checking.py).

    `basis` and `template_version` are what it was checked against; when they no longer hold, it is
    checked again before it can be sent. `content_index` finds a list that was sent before. Once
    sent, only what the warning about that needs stays.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        CHECKED = "checked", _("Checked")
        UNREADABLE = "unreadable", _("Cannot be read")
        SENT = "sent", _("Sent")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("name"), max_length=255)
    language = models.CharField(max_length=2, blank=True)
    sender_id = models.UUIDField(null=True, blank=True)
    # The job whose failed messages are the rows, in place of a file.
    failures_of = models.ForeignKey(
        Job, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # The topic whose followers are the rows: LINK_COLUMN of its file ends each one's subscription.
    topic_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    template_version = models.PositiveIntegerField(default=0)
    basis = models.CharField(max_length=64, blank=True)
    content_index = models.BinaryField(max_length=16, default=b"")
    rows_checked = models.PositiveIntegerField(default=0)
    rows_expected = models.PositiveIntegerField(default=0)
    sealed_verdict = models.BinaryField(default=b"")
    due_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    claim = models.UUIDField(null=True, blank=True)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=in_list_lifetime, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("list being prepared")
        verbose_name_plural = _("lists being prepared")
        indexes = (
            models.Index(
                fields=("due_at",), name="lists_due", condition=models.Q(due_at__isnull=False)
            ),
            models.Index(fields=("service", "content_index"), name="lists_by_content"),
        )

    def __str__(self) -> str:
        return str(self.id)


class ListFile(models.Model):
    """What was uploaded, sealed; gone when the list is sent, replaced or forgotten."""

    draft = models.OneToOneField(ListDraft, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(_("name"), max_length=255)
    sealed_content = models.BinaryField()

    class Meta:
        verbose_name = _("file of a list")
        verbose_name_plural = _("files of lists")

    def __str__(self) -> str:
        return str(self.draft_id)


class ListChunk(models.Model):
    """Rows of a checked list, ready to be a job's; `first_row` counts from 0."""

    draft = models.ForeignKey(ListDraft, on_delete=models.CASCADE, related_name="chunks")
    first_row = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField()
    cost = models.PositiveIntegerField()
    sealed_rows = models.BinaryField()

    class Meta:
        verbose_name = _("part of a list")
        verbose_name_plural = _("parts of lists")
        constraints = (
            models.UniqueConstraint(
                fields=("draft", "first_row"), name="one_list_chunk_per_first_row"
            ),
        )

    def __str__(self) -> str:
        return f"{self.draft_id} {self.first_row}"

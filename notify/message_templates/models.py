"""What is sent: templates, their versions, folders and categories."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models import Membership, Service


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    SMS = "sms", _("Text message")


class Queue(models.TextChoices):
    """How soon a message leaves. Each queue has its own workers, so bulk never delays priority."""

    PRIORITY = "priority", _("Priority")
    NORMAL = "normal", _("Normal")
    BULK = "bulk", _("Bulk")


class Category(models.Model):
    """The kind of message; decides its queue and the numbers that texts come from."""

    if TYPE_CHECKING:  # made by translation.py
        name_en: str
        name_fr: str
        description_en: str
        description_fr: str

    class Vehicle(models.TextChoices):
        LONG_CODE = "long_code", _("Long code")
        SHORT_CODE = "short_code", _("Short code")

    class UnknownOutcome(models.TextChoices):
        RESEND = "resend", _("Send again: two are better than none")
        HOLD = "hold", _("Hold for a person: none is better than two")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    description = models.CharField(_("description"), max_length=500, blank=True)
    email_queue = models.CharField(
        _("email priority"), max_length=8, choices=Queue.choices, default=Queue.NORMAL
    )
    sms_queue = models.CharField(
        _("text message priority"), max_length=8, choices=Queue.choices, default=Queue.NORMAL
    )
    sms_vehicle = models.CharField(
        _("text message number"), max_length=10, choices=Vehicle.choices, default=Vehicle.LONG_CODE
    )
    unknown_outcome = models.CharField(
        _("when a worker dies in mid-send"),
        max_length=6,
        choices=UnknownOutcome.choices,
        default=UnknownOutcome.RESEND,
    )
    hidden = models.BooleanField(_("hidden"), default=False)

    objects: "models.Manager[Category]" = models.Manager()

    class Meta:
        verbose_name = _("template category")
        verbose_name_plural = _("template categories")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def queue_for(self, channel: str) -> str:
        return self.email_queue if channel == Channel.EMAIL else self.sms_queue


class Folder(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="folders")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name = models.CharField(_("name"), max_length=255)
    hidden_from = models.ManyToManyField(
        Membership, verbose_name=_("hidden from"), related_name="hidden_folders", blank=True
    )

    class Meta:
        verbose_name = _("folder")
        verbose_name_plural = _("folders")

    def __str__(self) -> str:
        return self.name

    def is_shown_to(self, membership: Membership) -> bool:
        """Say whether a member sees the folder. Those who manage the service, and auditors, do."""
        if membership.is_auditor or membership.can(Membership.Permission.MANAGE_SERVICE):
            return True
        return not self.hidden_from.filter(pk=membership.pk).exists()


class Text(models.TextChoices):
    """Which languages a template is written in."""

    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    PAIR = "pair", _("English and French side by side")


class Content(models.Model):
    """The text of a template at one version. Subject and body exist in both languages."""

    if TYPE_CHECKING:  # made by translation.py
        subject_en: str
        subject_fr: str
        body_en: str
        body_fr: str

    name = models.CharField(_("name"), max_length=255)
    text = models.CharField(_("languages"), max_length=4, choices=Text.choices, default="en")
    subject = models.TextField(_("subject"), blank=True)
    body = models.TextField(_("message"))

    class Meta:
        abstract = True


class Template(Content):
    """A template as it stands now. Every save through actions.py also writes a TemplateVersion."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="templates")
    folder = models.ForeignKey(
        Folder, null=True, blank=True, on_delete=models.PROTECT, related_name="templates"
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="templates"
    )
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    queue_override = models.CharField(
        _("priority instead of the category's"), max_length=8, choices=Queue.choices, blank=True
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    archived = models.BooleanField(_("archived"), default=False)
    hidden = models.BooleanField(_("hidden"), default=False)
    redacted = models.BooleanField(_("values hidden after sending"), default=False)
    right_to_left = models.BooleanField(_("right-to-left text"), default=False)
    one_click_unsubscribe = models.BooleanField(
        _("people can unsubscribe with one click"),
        default=False,
        help_text=_("For newsletters and the like: mail programs show an unsubscribe button."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: "models.Manager[Template]" = models.Manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        indexes = (models.Index(fields=("service", "name"), name="templates_by_name"),)

    def __str__(self) -> str:
        return self.name

    def queue(self) -> str:
        """Return the queue its messages wait in: its own, else its category's, else normal."""
        if self.queue_override:
            return self.queue_override
        return self.category.queue_for(self.channel) if self.category else Queue.NORMAL


class TemplateVersion(Content):
    """A template's text as it was at a version; never changed, so old messages can be shown."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField(_("version"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: "models.Manager[TemplateVersion]" = models.Manager()

    class Meta:
        verbose_name = _("template version")
        verbose_name_plural = _("template versions")
        constraints = (
            models.UniqueConstraint(fields=("template", "version"), name="one_row_per_version"),
        )

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class TemplateDraft(Content):
    """A new text that waits for a second person. The template stays as it is until then."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for review")
        SENT_BACK = "sent-back", _("Sent back")
        APPROVED = "approved", _("Approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (State.WAITING.value, State.SENT_BACK.value)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="template_drafts")
    template = models.ForeignKey(
        Template, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    folder = models.ForeignKey(
        Folder, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    right_to_left = models.BooleanField(_("right-to-left text"), default=False)
    one_click_unsubscribe = models.BooleanField(
        _("people can unsubscribe with one click"), default=False
    )
    based_on = models.PositiveIntegerField(_("changes the version"), default=0)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    comment = models.TextField(_("comment"), blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: "models.Manager[TemplateDraft]" = models.Manager()

    class Meta:
        verbose_name = _("template draft")
        verbose_name_plural = _("template drafts")
        constraints = (
            models.UniqueConstraint(
                fields=("template",),
                condition=models.Q(state__in=("waiting", "sent-back")),
                name="one_open_draft_for_a_template",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

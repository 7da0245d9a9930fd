"""Departments, their services, the people in them and the ways they send."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A department, province or agency."""

    if TYPE_CHECKING:  # made by translation.py
        name_en: str
        name_fr: str

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects: "models.Manager[Organisation]" = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """An email domain whose owners belong to an organisation."""

    name = models.CharField(_("domain"), max_length=253, primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """What sends: its names, addresses, limits and permissions."""

    if TYPE_CHECKING:  # made by translation.py
        name_en: str
        name_fr: str

    class Permission(models.TextChoices):
        EMAIL = "email", _("Send emails")
        SMS = "sms", _("Send text messages")
        INTERNATIONAL_SMS = "international_sms", _("Send text messages abroad")
        UPLOAD_DOCUMENT = "upload_document", _("Send files")

    class LanguageOrder(models.TextChoices):
        ENGLISH_FIRST = "en", _("English first")
        FRENCH_FIRST = "fr", _("French first")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="services"
    )
    name = models.CharField(_("name"), max_length=255)
    email_from = models.CharField(
        _("sending address, before the @"),
        max_length=64,
        unique=True,
        help_text=_("For example: passports"),
    )
    sending_domain = models.CharField(_("sending domain"), max_length=253, blank=True)
    active = models.BooleanField(_("active"), default=True)
    restricted = models.BooleanField(_("trial mode"), default=True)
    count_as_live = models.BooleanField(_("count in public figures"), default=True)
    permissions = ArrayField(
        models.CharField(max_length=32, choices=Permission.choices),
        verbose_name=_("permissions"),
        default=list,
        blank=True,
    )
    language_order = models.CharField(
        _("language order"), max_length=2, choices=LanguageOrder.choices, default="en"
    )
    prefix_sms = models.BooleanField(_("start texts with the service name"), default=True)
    message_limit = models.PositiveIntegerField(_("emails a day"), default=50)
    sms_daily_limit = models.PositiveIntegerField(_("text message fragments a day"), default=50)
    email_annual_limit = models.PositiveIntegerField(_("emails a year"), default=20_000_000)
    sms_annual_limit = models.PositiveIntegerField(
        _("text message fragments a year"), default=100_000
    )
    rate_limit = models.PositiveIntegerField(_("API requests a minute, by key type"), default=1000)
    email_retention_days = models.PositiveSmallIntegerField(_("days emails are kept"), default=7)
    sms_retention_days = models.PositiveSmallIntegerField(_("days texts are kept"), default=7)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    went_live_at = models.DateTimeField(_("went live"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: "models.Manager[Service]" = models.Manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def can(self, permission: str) -> bool:
        return permission in self.permissions

    def from_address(self) -> str:
        return f"{self.email_from}@{self.sending_domain or settings.DEFAULT_SENDING_DOMAIN}"


class Membership(models.Model):
    """A person's place in a service, and what they may do there."""

    class Permission(models.TextChoices):
        VIEW_ACTIVITY = "view_activity", _("See the dashboard, reports and usage")
        MANAGE_TEMPLATES = "manage_templates", _("Create and edit templates")
        SEND_MESSAGES = "send_messages", _("Send messages")
        MANAGE_SERVICE = "manage_service", _("Manage settings and team")
        MANAGE_API_KEYS = "manage_api_keys", _("Manage the API integration")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="memberships")
    permissions = ArrayField(
        models.CharField(max_length=32, choices=Permission.choices),
        verbose_name=_("permissions"),
        default=list,
        blank=True,
    )
    created_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=("user", "service"), name="one_membership_per_service"),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.service}"

    def can(self, permission: str) -> bool:
        return permission in self.permissions


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

    def revoke(self, now: datetime | None = None) -> None:
        """Stop the key at once. A revoked key stays revoked."""
        self.revoked_at = self.revoked_at or now or timezone.now()
        self.save(update_fields=["revoked_at"])


class ReplyToAddress(models.Model):
    """An address that answers to a service's emails go to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reply_tos")
    address = models.EmailField(_("email address"), max_length=320)
    is_default = models.BooleanField(_("default"), default=False)
    archived = models.BooleanField(_("archived"), default=False)

    class Meta:
        verbose_name = _("reply-to address")
        verbose_name_plural = _("reply-to addresses")
        constraints = (
            models.UniqueConstraint(
                fields=("service",),
                condition=models.Q(is_default=True, archived=False),
                name="one_default_reply_to",
            ),
        )

    def __str__(self) -> str:
        return self.address


class SmsSender(models.Model):
    """A number or name that a service's texts come from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="sms_senders")
    sender = models.CharField(_("sender"), max_length=16)
    is_default = models.BooleanField(_("default"), default=False)
    archived = models.BooleanField(_("archived"), default=False)

    class Meta:
        verbose_name = _("text message sender")
        verbose_name_plural = _("text message senders")
        constraints = (
            models.UniqueConstraint(
                fields=("service",),
                condition=models.Q(is_default=True, archived=False),
                name="one_default_sms_sender",
            ),
        )

    def __str__(self) -> str:
        return self.sender


class SafelistEntry(models.Model):
    """A recipient outside the team whom a trial service or a team key may write to."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("Email")
        SMS = "sms", _("Text message")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="safelist")
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    recipient = models.CharField(_("recipient"), max_length=320)

    class Meta:
        verbose_name = _("safelist entry")
        verbose_name_plural = _("safelist entries")

    def __str__(self) -> str:
        return self.recipient


class Callback(models.Model):
    """Where a service wants to hear of its messages. The bearer token is sealed (callbacks.py)."""

    class Kind(models.TextChoices):
        DELIVERY_STATUS = "delivery_status", _("Delivery status")
        INBOUND_SMS = "inbound_sms", _("Received text messages")
        COMPLAINT = "complaint", _("Complaints")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="callbacks")
    kind = models.CharField(_("about"), max_length=16, choices=Kind.choices)
    url = models.URLField(_("address"), max_length=2000)
    sealed_token = models.BinaryField(editable=False)
    sealed_signing_secret = models.BinaryField(editable=False)
    failures = models.PositiveSmallIntegerField(
        _("deliveries given up in a row"), default=0, editable=False
    )
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        constraints = (
            models.UniqueConstraint(fields=("service", "kind"), name="one_callback_of_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.service}: {self.kind}"

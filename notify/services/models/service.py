"""What sends: its names, addresses, limits and permissions."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.organisations import Organisation


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

    class Kind(models.TextChoices):
        FEDERAL = "federal", _("Federal department or agency")
        PROVINCIAL = "provincial", _("Province or territory")
        LOCAL = "local", _("Municipality or local government")
        INDIGENOUS = "indigenous", _("Indigenous government")
        OTHER = "other", _("Other public body")

    class LanguageOrder(models.TextChoices):
        ENGLISH_FIRST = "en", _("English first")
        FRENCH_FIRST = "fr", _("French first")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="services"
    )
    organisation_text = models.CharField(
        _("organisation, in the team's words"), max_length=500, blank=True
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.FEDERAL)
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
    brand = models.ForeignKey(
        "services.Brand",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    prefix_sms = models.BooleanField(_("start texts with the service name"), default=True)
    templates_need_review = models.BooleanField(
        _("a second person approves changes to templates"), default=False
    )
    message_limit = models.PositiveIntegerField(_("emails a day"), default=50)
    sms_daily_limit = models.PositiveIntegerField(_("text message fragments a day"), default=50)
    email_annual_limit = models.PositiveIntegerField(_("emails a year"), default=20_000_000)
    sms_annual_limit = models.PositiveIntegerField(
        _("text message fragments a year"), default=100_000
    )
    rate_limit = models.PositiveIntegerField(_("API requests a minute, by key type"), default=1000)
    email_retention_days = models.PositiveSmallIntegerField(_("days emails are kept"), default=7)
    sms_retention_days = models.PositiveSmallIntegerField(_("days texts are kept"), default=7)
    # Raised by triggers with every change that a send must know of (services/versions.py).
    version = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
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

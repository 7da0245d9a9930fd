"""Topics that people follow, who follows them, and how each of them agreed to it."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Channel
from notify.services.models import Service


class Topic(models.Model):
    """What a service writes about to people who asked for it: a page where they sign up."""

    if TYPE_CHECKING:  # made by translation.py
        name_en: str
        name_fr: str
        description_en: str
        description_fr: str

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="topics")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what people will get"), max_length=1000)
    is_open = models.BooleanField(_("people may subscribe"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: "models.Manager[Topic]" = models.Manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """One person following one topic, by email or by text. The address is sealed (actions.py)."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked, not confirmed")
        CONFIRMED = "confirmed", _("Subscribed")
        ENDED = "ended", _("Unsubscribed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="subscriptions")
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    sealed_recipient = models.BinaryField(editable=False)
    recipient_index = models.BinaryField(max_length=16, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = (
            models.UniqueConstraint(
                fields=("topic", "recipient_index"), name="one_subscription_per_address"
            ),
        )
        indexes = (models.Index(fields=("topic", "state", "id"), name="subscriptions_of_a_topic"),)

    def __str__(self) -> str:
        return f"{self.topic_id} {self.channel} {self.state}"


class Consent(models.Model):
    """What a person was told and did, and when. Rows are added and never changed."""

    class Act(models.TextChoices):
        ASKED = "asked", _("Asked for it")
        CONFIRMED = "confirmed", _("Confirmed")
        IMPORTED = "imported", _("Imported by the service")
        WITHDRAWN = "withdrawn", _("Unsubscribed")

    class Source(models.TextChoices):
        PAGE = "page", _("Sign-up page")
        API = "api", _("API")
        LINK = "link", _("Link in a message")
        FILE = "file", _("File")
        TEAM = "team", _("A member of the service")

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="consents"
    )
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="consents")
    act = models.CharField(_("act"), max_length=9, choices=Act.choices)
    source = models.CharField(_("where"), max_length=5, choices=Source.choices)
    text = models.TextField(_("what the person was told"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = (models.Index(fields=("topic", "at"), name="consents_of_a_topic"),)

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d}"

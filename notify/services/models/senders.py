"""Whom answers go to, whom texts come from, and whom a trial may write to."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from notify.services.models.service import Service


class ReplyToAddress(models.Model):
    """An address that answers to a service's emails go to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reply_tos")
    address = models.EmailField(_("email address"), max_length=320)
    label = models.CharField(_("label"), max_length=100, blank=True)
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
        return f"{self.service}: {self.get_channel_display()}"

"""An address that asked to be answered at, until a test email to it has arrived."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.senders import ReplyToAddress
from notify.services.models.service import Service


class ReplyToCheck(models.Model):
    """A reply-to address under test. Passing makes or changes the ReplyToAddress, once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the test email")
        PASSED = "passed", _("The test email arrived")
        FAILED = "failed", _("The test email did not arrive")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reply_to_checks")
    changes = models.ForeignKey(
        ReplyToAddress, null=True, blank=True, on_delete=models.CASCADE, related_name="checks"
    )
    address = models.EmailField(_("email address"), max_length=320)
    label = models.CharField(_("label"), max_length=100, blank=True)
    is_default = models.BooleanField(_("default"), default=False)
    message_id = models.UUIDField(_("test email"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("reply-to address under test")
        verbose_name_plural = _("reply-to addresses under test")

    def __str__(self) -> str:
        return f"{self.service}: {self.state}"

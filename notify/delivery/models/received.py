"""Text messages that people sent to a service."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.notifications.ids import new_id
from notify.vault import open_sealed, seal

NUMBER = "received text's number"
CONTENT = "received text"


class ReceivedText(models.Model):
    """A text message to one of a service's numbers. Who wrote it and what is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service_id = models.UUIDField()
    notify_number = models.CharField(_("number it was sent to"), max_length=16)
    sealed_user_number = models.BinaryField()
    sealed_content = models.BinaryField()
    provider = models.CharField(_("provider"), max_length=32)
    provider_reference = models.CharField(max_length=255)
    received_at = models.DateTimeField(_("received"), default=timezone.now)

    class Meta:
        verbose_name = _("received text message")
        verbose_name_plural = _("received text messages")
        indexes = (models.Index(fields=("service_id", "-id"), name="received_by_service"),)
        constraints = (
            models.UniqueConstraint(
                fields=("provider", "provider_reference"), name="a_text_is_received_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def user_number(self) -> str:
        """Return the number it came from. Raises CannotOpen."""
        return open_sealed(self.sealed_user_number, NUMBER)

    @property
    def content(self) -> str:
        """Raises CannotOpen."""
        return open_sealed(self.sealed_content, CONTENT)


def seal_user_number(number: str) -> bytes:
    return seal(number, NUMBER)


def seal_content(content: str) -> bytes:
    return seal(content, CONTENT)

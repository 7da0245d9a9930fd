"""Files that travel with messages: in them, or behind a link."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.vault import CannotOpen, open_sealed, seal

NAME = "file name"
KEY = "file key"


class File(models.Model):
    """A file of one message. Its content is in the store (storage.py), encrypted with its own key.

    `sealed_key` holds that key for as long as we need it ourselves: always for an attachment, and
    until the virus check is over for a link, whose key is afterwards in the link alone.
    `is_settled` once its message is known to be stored: a file is stored before its message.
    """

    class Method(models.TextChoices):
        ATTACH = "attach", _("Attached")
        LINK = "link", _("Link")

    class Scan(models.TextChoices):
        PENDING = "pending", _("Being checked for viruses")
        CLEAN = "clean", _("No virus found")
        INFECTED = "infected", _("Virus found")
        NOT_SCANNED = "not-scanned", _("Not checked for viruses")
        FAILED = "failed", _("The virus check failed")

    id = models.UUIDField(primary_key=True, editable=False)
    service_id = models.UUIDField()
    notification_id = models.UUIDField()
    is_settled = models.BooleanField(default=False)
    method = models.CharField(_("method"), max_length=6, choices=Method.choices)
    sealed_name = models.BinaryField(default=b"")
    sealed_key = models.BinaryField(default=b"")
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    scan = models.CharField(_("virus check"), max_length=12, choices=Scan.choices)
    scan_detail = models.CharField(max_length=200, blank=True)
    scan_due_at = models.DateTimeField(null=True)
    scan_since = models.DateTimeField(null=True)
    scan_attempts = models.PositiveSmallIntegerField(default=0)
    has_page = models.BooleanField(default=False)
    recipient_index = models.BinaryField(max_length=16, default=b"")
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))

    objects: "models.Manager[File]" = models.Manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = (
            models.Index(fields=("notification_id",), name="files_by_notification"),
            models.Index(fields=("expires_at",), name="files_by_expiry"),
            models.Index(
                fields=("created_at",),
                name="files_unsettled",
                condition=models.Q(is_settled=False),
            ),
            models.Index(
                fields=("scan_due_at",),
                name="files_to_scan",
                condition=models.Q(scan_due_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def name(self) -> str:
        """Return the file's name; empty when the sender gave none. Raises CannotOpen."""
        return open_sealed(bytes(self.sealed_name), NAME) if self.sealed_name else ""

    @property
    def shown_name(self) -> str:
        """Return the file's name for a page; empty where there is none or it cannot be opened."""
        try:
            return self.name
        except CannotOpen:
            return ""

    @property
    def key(self) -> bytes | None:
        """Return the content's key, None once only the link has it. Raises CannotOpen."""
        return open_key(self.sealed_key) if self.sealed_key else None

    @property
    def storage_name(self) -> str:
        return self.id.hex

    @property
    def is_usable(self) -> bool:
        """Say whether people may have the content: a file that is still being checked is not."""
        return self.scan in (File.Scan.CLEAN, File.Scan.NOT_SCANNED)


def seal_name(name: str) -> bytes:
    return seal(name, NAME) if name else b""


def seal_key(key: bytes) -> bytes:
    return seal(key.hex(), KEY)


def open_key(sealed: bytes | memoryview) -> bytes:
    """Raises CannotOpen."""
    return bytes.fromhex(open_sealed(bytes(sealed), KEY))

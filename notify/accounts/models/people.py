"""People who sign in, and the record of what they did."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.recipients.errors import RecipientError
from notify.recipients.phone_number import parse_phone_number


class Factor(models.TextChoices):
    """What a person shows besides a password."""

    EMAIL = "email", _("Code by email")
    SMS = "sms", _("Code by text message")
    APP = "app", _("Authenticator app")
    KEY = "key", _("Passkey or security key")
    RECOVERY = "recovery", _("Recovery code")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of a department's staff or of the platform team. The email address is the name."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"), max_length=320, unique=True)
    name = models.CharField(_("full name"), max_length=255)
    mobile_number = models.CharField(_("mobile number"), max_length=32, blank=True)
    language = models.CharField(
        _("preferred language"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    # Empty is the platform's.
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    default_factor = models.CharField(
        _("second factor that is asked first"),
        max_length=8,
        choices=[(each.value, each.label) for each in Factor if each != Factor.RECOVERY],
        default=Factor.EMAIL,
    )
    # Empty while the person has not shown that the address is theirs.
    email_verified_at = models.DateTimeField(
        _("address verified"), null=True, blank=True, default=timezone.now
    )
    terms_accepted_at = models.DateTimeField(_("terms of use accepted"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("platform team"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    # Set on the person of a request whose session looks at the portal as other people do.
    looks_as_member = False

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_per_address"),)

    def __str__(self) -> str:
        return self.email

    @property
    def acts_for_platform(self) -> bool:
        """Say whether all services and the platform team's pages are open to the person."""
        return self.is_staff and not self.looks_as_member

    @property
    def shown_number(self) -> str:
        """Return the mobile number as people read it."""
        try:
            return parse_phone_number(self.mobile_number).display
        except RecipientError:
            return self.mobile_number


class AuditEvent(models.Model):
    """Who did what to which object. Rows are added and never changed."""

    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=64)
    service_id = models.UUIDField(null=True, db_index=True)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"

"""Second factors of our own: codes by email and by text message, and devices remembered."""

import secrets
from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
RESEND_AFTER = timedelta(seconds=30)


class CodeDevice(Device):  # type: ignore[misc]  # the library has no types
    """Something that a code can be sent to. One code is alive at a time, and is used once."""

    code_hash = models.CharField(max_length=128, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def seconds_to_wait(self) -> int:
        """Return how long until another code may be sent."""
        if self.sent_at is None:
            return 0
        left = self.sent_at + RESEND_AFTER - timezone.now()
        return max(0, int(left.total_seconds() + 0.999))

    def has_live_code(self) -> bool:
        return bool(
            self.code_hash
            and self.expires_at
            and self.expires_at > timezone.now()
            and self.tries < MOST_TRIES
        )

    def new_code(self) -> str:
        """Make a code, which ends the one before it, and return it. It is kept as a hash."""
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        self.sent_at = timezone.now()
        self.expires_at = self.sent_at + CODE_LIFE
        self.code_hash = make_password(code)
        self.tries = 0
        self.save(update_fields=["code_hash", "expires_at", "sent_at", "tries"])
        return code

    def verify_token(self, token: str) -> bool:
        """Try a code. Each try is counted before it is looked at; five are all a code gets."""
        mine = type(self).objects.filter(
            pk=self.pk, tries__lt=MOST_TRIES, expires_at__gt=timezone.now()
        )
        if not mine.exclude(code_hash="").update(tries=F("tries") + 1):
            return False
        self.refresh_from_db()
        if not check_password(token, self.code_hash):
            return False
        used = type(self).objects.filter(pk=self.pk, code_hash=self.code_hash)
        return bool(used.update(code_hash="", expires_at=None))


class EmailDevice(CodeDevice):
    """A code by email to the address of the account. Everybody has it."""

    class Meta:
        verbose_name = _("email code")
        verbose_name_plural = _("email codes")
        constraints = (models.UniqueConstraint(fields=("user",), name="one_email_device"),)


class SmsDevice(CodeDevice):
    """A code by text message. `confirmed` says that a code sent to the number came back."""

    number = models.CharField(_("mobile number"), max_length=32)

    class Meta:
        verbose_name = _("text message code")
        verbose_name_plural = _("text message codes")
        constraints = (
            models.UniqueConstraint(fields=("user", "confirmed"), name="one_sms_device"),
        )


class RememberedDevice(Device):  # type: ignore[misc]  # the library has no types
    """A browser that is not asked for a second factor again until it expires or is forgotten."""

    LIFE: ClassVar[timedelta] = timedelta(days=30)

    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("remembered"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)

    class Meta:
        verbose_name = _("remembered device")
        verbose_name_plural = _("remembered devices")

    def verify_token(self, token: str) -> bool:
        """Refuse: a cookie stands for the device, and no code ever does."""
        return False


class SignOnDevice(Device):  # type: ignore[misc]  # the library has no types
    """Stands for a second factor that a department's sign-on provider vouched for."""

    class Meta:
        verbose_name = _("single sign-on")
        verbose_name_plural = _("single sign-ons")
        constraints = (models.UniqueConstraint(fields=("user",), name="one_sign_on_device"),)

    def verify_token(self, token: str) -> bool:
        """Refuse: only the provider speaks for it."""
        return False

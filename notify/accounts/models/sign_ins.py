"""When and with what a person signed in, and which of these sessions are still open."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.accounts.models.people import Factor


class SignIn(models.Model):
    """One sign-in. It keeps no whole network address and no place, and of the browser its kind."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins"
    )
    at = models.DateTimeField(_("signed in"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    browser = models.CharField(_("browser"), max_length=64, blank=True)
    masked_address = models.CharField(_("network"), max_length=64, blank=True)
    factor = models.CharField(_("second factor"), max_length=16, blank=True, choices=Factor.choices)
    was_remembered = models.BooleanField(_("remembered device"), default=False)
    session_key = models.CharField(max_length=40, blank=True, db_index=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ("-at",)
        indexes = (models.Index(fields=("user", "-at"), name="sign_ins_of_a_person"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"

"""People who answer for an organisation's services, beside the teams of the services."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notify.services.models.organisations import Organisation

LASTS = timedelta(days=2)


class OrganisationMember(models.Model):
    """A place in an organisation. While `user` is empty it is an offer, open for two days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    email = models.EmailField(_("email address"), max_length=320)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="organisation_places",
    )
    may_approve = models.BooleanField(
        _("makes new services live"),
        default=False,
        help_text=_("Counts where the organisation decides its own go-live requests."),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("member of an organisation")
        verbose_name_plural = _("members of organisations")
        constraints = (
            models.UniqueConstraint(
                "organisation", Lower("email"), name="one_place_in_an_organisation"
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} – {self.organisation}"

    @property
    def has_expired(self) -> bool:
        return self.user_id is None and self.invited_at + LASTS <= timezone.now()

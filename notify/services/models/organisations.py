"""Departments, and the email domains that are theirs."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A department, province or agency."""

    if TYPE_CHECKING:  # made by translation.py
        name_en: str
        name_fr: str

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    active = models.BooleanField(_("active"), default=True)
    shows_services = models.BooleanField(
        _("colleagues may ask to join its services"),
        default=True,
        help_text=_("People with an address of the organisation see the names of its services."),
    )
    approves_itself = models.BooleanField(
        _("its own people decide go-live requests"),
        default=False,
        help_text=_("Those members who may make new services live."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects: "models.Manager[Organisation]" = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """An email domain whose owners belong to an organisation."""

    name = models.CharField(_("domain"), max_length=253, primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")

    def __str__(self) -> str:
        return self.name

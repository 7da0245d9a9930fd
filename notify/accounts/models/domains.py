"""The email domains whose owners may make an account."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DOMAIN = RegexValidator(
    r"^(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z",
    _("Enter a domain in lower case, without @, for example gc.ca."),
)


class ApprovedDomain(models.Model):
    """A public-sector domain. Its sub-domains count too. The platform team keeps the list."""

    name = models.CharField(_("domain"), max_length=253, primary_key=True, validators=[DOMAIN])
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("approved email domain")
        verbose_name_plural = _("approved email domains")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


def suffixes_of(address: str) -> list[str]:
    """Return the domain of an address and all it is a part of: `a.gc.ca`, `gc.ca`, `ca`."""
    labels = address.rpartition("@")[2].lower().split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]

"""When each periodic duty last ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyRun(models.Model):
    """The last run of a duty. `late_at`: when it alarms, unless it has run well again by then."""

    name = models.CharField(_("name"), max_length=64, primary_key=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    late_at = models.DateTimeField(_("alarms at"))

    class Meta:
        verbose_name = _("run of a duty")
        verbose_name_plural = _("runs of duties")

    def __str__(self) -> str:
        return self.name

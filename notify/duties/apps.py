"""The duties app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "notify.duties"
    label = "duties"
    verbose_name = _("Scheduler")
    default_auto_field = "django.db.models.BigAutoField"

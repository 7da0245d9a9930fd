"""The services app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "notify.services"
    label = "services"
    verbose_name = _("Organisations and services")
    default_auto_field = "django.db.models.BigAutoField"

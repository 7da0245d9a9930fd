"""The message_templates app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessageTemplatesConfig(AppConfig):
    name = "notify.message_templates"
    label = "message_templates"
    verbose_name = _("Templates")
    default_auto_field = "django.db.models.BigAutoField"

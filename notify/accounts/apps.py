"""The accounts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "notify.accounts"
    label = "accounts"
    verbose_name = _("People and sign-in")
    default_auto_field = "django.db.models.BigAutoField"

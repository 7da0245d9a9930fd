"""What is asked before something that cannot be undone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notify.accounts.models import User
from notify.portal.forms.confirmation import ConfirmedForm


class ArchiveForm(ConfirmedForm):
    """Wants the name typed, so that the wrong service is not closed by habit."""

    name = forms.CharField(
        label=_("Type the name of the service, in English or in French"),
        max_length=255,
        error_messages={"required": _("Type the name of the service.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, names: tuple[str, str], **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.names = {name.casefold() for name in names}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.casefold() not in self.names:
            raise ValidationError(_("This is not the name of the service."))
        return name

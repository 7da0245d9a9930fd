"""Ask for the password again before something that an open screen must not be enough for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notify.accounts.forms import WAIT
from notify.accounts.guessing import begin_attempt, forget_attempts
from notify.accounts.models import User


class PasswordField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Your password"),
            help_text=_("So that we know that it is you."),
            strip=False,
            error_messages={"required": _("Enter your password.")},
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )


class ConfirmedForm(forms.Form):
    """A form that also wants the password of the person who fills it in."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"] = PasswordField()

    def clean_password(self) -> str:
        """Check the password, as slowly as when signing in. Raises ValidationError."""
        seconds = begin_attempt(self.user.email, "confirmation")
        if seconds:
            raise ValidationError(WAIT % {"seconds": seconds}, code="wait")
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("The password is not right."))
        forget_attempts(self.user.email, "confirmation")
        return password

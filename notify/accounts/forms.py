"""The form that signs people in, to the portal and to the admin."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from notify.accounts.browsers import was_seen
from notify.accounts.guessing import begin_attempt, count_failure, forget_attempts, is_guarded

WAIT = ngettext_lazy(
    "There were too many attempts. Wait %(seconds)d second, then try again.",
    "There were too many attempts. Wait %(seconds)d seconds, then try again.",
    "seconds",
)


GUARDED = _(
    "There were too many attempts for this account. If it exists, we sent a link to its email "
    "address: open it in this browser, then sign in."
)


class SignInForm(AuthenticationForm):
    """Email address and password. Errors never say whether an account exists."""

    error_messages = {
        "invalid_login": _("The email address or the password is not right."),
        "inactive": _("The email address or the password is not right."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = forms.EmailField(
            label=_("Email address"),
            max_length=320,
            error_messages={
                "required": _("Enter your email address."),
                "invalid": _("Enter an email address in the form name@example.gc.ca."),
            },
            widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        )
        self.fields["username"] = address
        self.fields["password"].error_messages["required"] = _("Enter your password.")

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        """Check the password, unless too many were tried. Raises ValidationError."""
        account = self.cleaned_data.get("username")
        if not account or not self.cleaned_data.get("password"):
            return self.cleaned_data
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        seconds = begin_attempt(account, address)
        if seconds:
            raise ValidationError(WAIT % {"seconds": seconds}, code="wait")
        if is_guarded(account) and not (self.request and was_seen(self.request, account)):
            raise ValidationError(GUARDED, code="guarded")
        try:
            cleaned = super().clean()
        except ValidationError:
            count_failure(account)
            raise
        forget_attempts(account, address)
        return cleaned

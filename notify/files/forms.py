"""The form of a file's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import RecipientError


class AddressForm(forms.Form):
    """Asks for the address that the file was sent to."""

    email_address = forms.CharField(
        label=_("Your email address"),
        max_length=320,
        error_messages={"required": _("Enter your email address")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_email_address(self) -> str:
        """Return the address in the form that comparisons use."""
        try:
            return parse_email_address(self.cleaned_data["email_address"]).normalised
        except RecipientError as error:
            raise forms.ValidationError(
                _("Enter an email address in the right form, for example name@example.ca")
            ) from error

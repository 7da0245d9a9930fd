"""The forms that ask for an account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notify.accounts.models import User
from notify.accounts.registration import NewPerson
from notify.recipients.errors import RecipientError
from notify.recipients.phone_number import parse_phone_number

LONGEST_PASSWORD = 255
PASSWORD_HINT = _(
    "At least 8 characters. Several words that you do not use elsewhere are strong and easy to "
    "remember."
)
WRONG_NUMBER = _("Enter a mobile number with its area code, for example 613-555-0123.")


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Full name"),
        max_length=255,
        error_messages={"required": _("Enter your full name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def email_field(label: Any = None, help_text: Any = "") -> forms.EmailField:
    return forms.EmailField(
        label=label or _("Email address"),
        max_length=320,
        help_text=help_text,
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address in the form name@example.gc.ca."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


def mobile_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Mobile number") if required else _("Mobile number (optional)"),
        help_text=_("For codes by text message when you sign in."),
        required=required,
        max_length=32,
        error_messages={"required": WRONG_NUMBER},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


def password_field(label: Any = None) -> forms.CharField:
    return forms.CharField(
        label=label or _("Password"),
        help_text=PASSWORD_HINT,
        max_length=LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": _("Enter a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def clean_mobile(number: str) -> str:
    """Return a number in the form +16135550123; nothing for nothing. Raises ValidationError."""
    if not number.strip():
        return ""
    try:
        return parse_phone_number(number, international=False).e164
    except RecipientError as error:
        raise ValidationError(WRONG_NUMBER) from error


class InvitedRegistrationForm(forms.Form):
    """Ask an invited person for all but the address, which the invitation fixes.

    `person(language)` gives what `register_invited` takes.
    """

    name = name_field()
    mobile_number = mobile_field(required=False)
    password = password_field()
    terms = forms.BooleanField(
        label=_("I accept the terms of use"),
        error_messages={"required": _("Accept the terms of use to make an account.")},
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed_email = email

    def clean_mobile_number(self) -> str:
        return clean_mobile(self.cleaned_data["mobile_number"])

    def clean(self) -> dict[str, Any]:
        """Judge the password beside the name and the address, which it may not be like."""
        password = self.cleaned_data.get("password")
        if password:
            owner = User(email=self._email(), name=self.cleaned_data.get("name", ""))
            try:
                validate_password(password, owner)
            except ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data

    def person(self, language: str) -> NewPerson:
        """Return the person who filled in the form."""
        return NewPerson(
            name=self.cleaned_data["name"],
            email=self._email(),
            password=self.cleaned_data["password"],
            language=language,
            mobile_number=self.cleaned_data["mobile_number"],
        )

    def _email(self) -> str:
        return self.fixed_email


class RegistrationForm(InvitedRegistrationForm):
    """Ask anybody for an account. Whether the address may have one is the caller's to say."""

    email = email_field(help_text=_("Use your government address."))
    field_order = ("name", "email", "mobile_number", "password", "terms")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def _email(self) -> str:
        return str(self.cleaned_data.get("email", ""))

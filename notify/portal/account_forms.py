"""Forms about accounts that need more than the accounts themselves know."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notify.accounts.models import Factor, User
from notify.accounts.models.domains import suffixes_of
from notify.accounts.registration import is_approved_address
from notify.accounts.registration_forms import (
    RegistrationForm,
    clean_mobile,
    email_field,
    mobile_field,
    name_field,
    password_field,
)
from notify.portal.zones import zone_choices, zone_words
from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import RecipientError
from notify.services.models import Domain

NOT_GOVERNMENT = _(
    "Enter a government email address. If yours is one and is refused, write to us: we keep "
    "the list."
)


def is_government_address(address: str) -> bool:
    """Say whether an address is in the platform's list of domains or an organisation's own."""
    if is_approved_address(address):
        return True
    return Domain.objects.filter(name__in=suffixes_of(address)).exists()


def clean_government_address(address: str) -> str:
    """Return an address that may have an account. Raises ValidationError."""
    address = address.strip().lower()
    try:
        parse_email_address(address)
    except RecipientError as error:
        message = _("Enter an email address in the form name@example.gc.ca.")
        raise ValidationError(message) from error
    if not is_government_address(address):
        raise ValidationError(NOT_GOVERNMENT, code="not_government")
    return address


class GovernmentRegistrationForm(RegistrationForm):
    def clean_email(self) -> str:
        return clean_government_address(self.cleaned_data["email"])


class ResendForm(forms.Form):
    email = email_field()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class CodeForm(forms.Form):
    """A code, whatever spaces it was copied with."""

    code = forms.CharField(
        label=_("Code"),
        max_length=24,
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )
    remember = forms.BooleanField(
        label=_("Do not ask for a code on this device for 30 days"), required=False
    )


class ChoiceOfFactorForm(forms.Form):
    """Pick one of the factors that a person has."""

    factor = forms.ChoiceField(
        label=_("How do you want to show that it is you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the ways.")},
    )

    def __init__(self, *args: Any, factors: list[Factor], label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["factor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type
        field.choices = [(factor.value, factor.label) for factor in factors]
        field.label = label or field.label


class PasswordForm(forms.Form):
    """The password of whoever is signed in, before something that matters."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=255,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    password = password_field(_("New password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        if self.user.check_password(password):
            raise ValidationError(_("Choose a password that is not the one you have."))
        return password


class NameForm(forms.Form):
    name = name_field()


class NewAddressForm(forms.Form):
    email = email_field(_("New email address"))

    def clean_email(self) -> str:
        return clean_government_address(self.cleaned_data["email"])


class MobileForm(forms.Form):
    mobile_number = mobile_field(required=True)

    def clean_mobile_number(self) -> str:
        return clean_mobile(self.cleaned_data["mobile_number"])


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the pages and of what we send you"),
        choices=User.Language.choices,
        widget=forms.RadioSelect,
    )


class TimeZoneForm(forms.Form):
    """Empty follows the platform."""

    time_zone = forms.ChoiceField(
        label=_("Time zone in which pages show times"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = _("The same as for everyone (%(zone)s)") % {
            "zone": zone_words(settings.LOCAL_TIME_ZONE)
        }
        self.fields["time_zone"].choices = [("", same), *zone_choices().items()]  # type: ignore[attr-defined]


class KeyNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the key"),
        help_text=_("So that you know it among others, for example “Blue key” or “Work laptop”."),
        max_length=64,
        error_messages={"required": _("Enter a name for the key.")},
    )

"""Keys, the safelist and callbacks."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notify.portal.forms.senders import AddressField
from notify.recipients.errors import InvalidPhoneNumber
from notify.recipients.phone_number import parse_phone_number
from notify.services.callbacks import SHORTEST_TOKEN, InvalidCallback, check_url
from notify.services.models import ApiKey, Service
from notify.services.safelist import MOST_OF_A_CHANNEL

NAME_TAKEN = _("The service has a key of this name already.")
OVERLAP_HOURS = (1, 24, 72, 168)
URL_PROBLEMS = {
    "not-https": _("Enter an address that starts with https://."),
    "localhost": _("Enter a public address: this one is inside a network."),
}


class KeyNameField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Name of the key"),
            help_text=_("Say which program uses it, for example: case system, production."),
            max_length=255,
            error_messages={"required": _("Enter a name.")},
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )


class EndField(forms.DateField):
    """The last day that a key works."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Last day that it works (optional)"),
            help_text=_("The team hears of it a week and a day before. Leave it empty for no end."),
            required=False,
            error_messages={"invalid": _("Enter a date in the form 2027-03-31.")},
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
        )


def end_of_day(form: forms.Form, name: str) -> datetime | None:
    """Return the local midnight that ends the day in a field. Raises ValidationError."""
    day = form.cleaned_data[name]
    if day is None:
        return None
    zone = ZoneInfo(settings.LOCAL_TIME_ZONE)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    if end <= timezone.now():
        raise ValidationError(_("Choose today or a later day."))
    return end


class KeyForm(forms.Form):
    name = KeyNameField()
    key_type = forms.ChoiceField(
        label=_("Type of key"),
        choices=(
            (ApiKey.Type.NORMAL, _("Live: sends to anybody")),
            (ApiKey.Type.TEAM, _("Team and safelist: sends to the team and the safelist only")),
            (ApiKey.Type.TEST, _("Test: pretends to send, and costs nothing of the limits")),
        ),
        error_messages={"required": _("Choose a type of key.")},
        widget=forms.RadioSelect,
    )
    permissions = forms.MultipleChoiceField(
        label=_("What else may programs do with it?"),
        help_text=_("Every key sends messages and reads how they are doing."),
        choices=ApiKey.Permission.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    expires_at = EndField()

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service

    def clean_name(self) -> str:
        return _free_name(self)

    def clean_key_type(self) -> str:
        key_type: str = self.cleaned_data["key_type"]
        if key_type == ApiKey.Type.NORMAL and self.service.restricted:
            raise ValidationError(
                _("A service in trial mode has no live keys. Choose another type, or go live.")
            )
        return key_type

    def clean_expires_at(self) -> datetime | None:
        return end_of_day(self, "expires_at")


class RotationForm(forms.Form):
    name = KeyNameField()
    overlap = forms.TypedChoiceField(
        label=_("How long does the old key still work?"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        self.fields["overlap"].choices = [  # type: ignore[attr-defined]
            (hours, ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours})
            for hours in OVERLAP_HOURS
        ]
        self.fields["overlap"].initial = 24

    def clean_name(self) -> str:
        return _free_name(self)


class KeyEndForm(forms.Form):
    expires_at = EndField()

    def clean_expires_at(self) -> datetime | None:
        return end_of_day(self, "expires_at")


class SafelistForm(forms.Form):
    """Five addresses and five numbers, each in a field of its own."""

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        for number in range(1, MOST_OF_A_CHANNEL + 1):
            self.fields[f"email_{number}"] = AddressField(
                label=_("Email address %(number)d") % {"number": number}, required=False
            )
        for number in range(1, MOST_OF_A_CHANNEL + 1):
            self.fields[f"number_{number}"] = PhoneField(
                label=_("Phone number %(number)d") % {"number": number}, required=False
            )

    def values(self, start: str) -> list[str]:
        """Return what is filled in, each once, in its order."""
        names = [name for name in self.fields if name.startswith(start)]
        return list(dict.fromkeys(filter(None, (self.cleaned_data[name] for name in names))))


class PhoneField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attributes = {"type": "tel", "autocomplete": "off"}
        super().__init__(max_length=32, widget=forms.TextInput(attrs=attributes), **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            return parse_phone_number(text, international=True).e164
        except InvalidPhoneNumber as error:
            raise ValidationError(
                _("Enter a phone number with its area code, for example 613-555-0123.")
            ) from error


class CallbackForm(forms.Form):
    """Where to call, and the token that proves it is us. A kept token is never shown."""

    url = forms.CharField(
        label=_("Address to call"),
        max_length=2000,
        error_messages={"required": _("Enter the address of your endpoint.")},
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    token = forms.CharField(
        label=_("Bearer token"),
        required=False,
        strip=True,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, has_token: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_token = has_token
        self.fields["token"].help_text = (
            _("It is kept and not shown. Fill this in only to replace it.")
            if has_token
            else _("At least 10 characters. We send it with each call, so that you know us.")
        )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            check_url(url)
        except InvalidCallback as error:
            raise ValidationError(URL_PROBLEMS[error.code]) from error
        return url

    def clean_token(self) -> str:
        token: str = self.cleaned_data["token"]
        if (token or not self.has_token) and len(token) < SHORTEST_TOKEN:
            raise ValidationError(_("Enter a token of at least 10 characters."))
        if not token.isascii() or any(mark.isspace() for mark in token):
            raise ValidationError(_("Use letters, digits and signs without spaces or accents."))
        return token


def _free_name(form: KeyForm | RotationForm) -> str:
    name: str = form.cleaned_data["name"]
    working = form.service.api_keys.filter(revoked_at=None)
    if working.filter(name__iexact=name).exists():
        raise ValidationError(NAME_TAKEN)
    return name

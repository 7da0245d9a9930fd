"""Names and addresses of a service, when it is made and when they change."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notify.services.models import Organisation, Service
from notify.services.names import LONGEST_LOCAL_PART, is_local_part, suggest_email_from, taken_name

LONGEST_NAME = 200
TAKEN = {
    "name_en": _("Another service has this English name. Choose one that tells them apart."),
    "name_fr": _("Another service has this French name. Choose one that tells them apart."),
}


class NameField(forms.CharField):
    """A name that stands in front of messages: one line, no quotation marks."""

    def __init__(self, label: Any, missing: Any, language: str) -> None:
        super().__init__(
            label=label,
            max_length=LONGEST_NAME,
            error_messages={"required": missing},
            widget=forms.TextInput(attrs={"lang": language, "autocomplete": "off"}),
        )

    def clean(self, value: Any) -> str:
        name = re.sub(r"\s+", " ", str(super().clean(value)))
        if set(name) & set('"<>'):
            raise ValidationError(_("Leave out quotation marks and angle brackets."))
        return name


def english_name() -> NameField:
    return NameField(_("Name in English"), _("Enter the English name."), "en")


def french_name() -> NameField:
    return NameField(_("Name in French"), _("Enter the French name."), "fr")


class LocalPartField(forms.CharField):
    """What stands before the @ of a service's own address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Sending address, before the @"),
            max_length=LONGEST_LOCAL_PART,
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
            ),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).lower()
        if text and not is_local_part(text):
            raise ValidationError(
                _("Use letters without accents, digits, and single dots, hyphens or underscores.")
            )
        return text


def check_names(form: forms.Form, service: Service | None = None) -> None:
    """Add an error to the name that another service has."""
    names = [form.cleaned_data.get(field, "") for field in ("name_en", "name_fr")]
    taken = taken_name(*names, service_id=service.pk if service else None) if all(names) else ""
    if taken:
        form.add_error(taken, TAKEN[taken])


def address_is_taken(email_from: str, service: Service | None = None) -> bool:
    others = Service.objects.filter(email_from=email_from)
    return (others.exclude(pk=service.pk) if service else others).exists()


class ServiceForm(forms.Form):
    """A new service. The sending address is made of the English name where none is given."""

    name_en = english_name()
    name_fr = french_name()
    email_from = LocalPartField(required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Not in this list"),
    )
    organisation_text = forms.CharField(
        label=_("Organisation or group, in your words"),
        help_text=_("If it is not in the list, or to name your branch or team."),
        max_length=500,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=Service.Kind.choices,
        initial=Service.Kind.FEDERAL,
        widget=forms.RadioSelect,
    )
    language_order = forms.ChoiceField(
        label=_("Which language comes first in the signature and in bilingual messages?"),
        help_text=_("French comes first where your office is in Quebec."),
        choices=Service.LanguageOrder.choices,
        initial=Service.LanguageOrder.ENGLISH_FIRST,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.filter(active=True).order_by("name")
        self.fields["email_from"].help_text = _(
            "Emails come from this name at %(domain)s. Leave it empty and we make it from the "
            "English name."
        ) % {"domain": settings.DEFAULT_SENDING_DOMAIN}
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def clean_email_from(self) -> str:
        address: str = self.cleaned_data["email_from"] or suggest_email_from(
            self.cleaned_data.get("name_en", "")
        )
        if address_is_taken(address):
            raise ValidationError(
                _("Another service sends from this address. %(free)s is free."),
                params={"free": suggest_email_from(address)},
            )
        return address

    def clean(self) -> dict[str, Any]:
        check_names(self)
        if not self.cleaned_data.get("organisation") and not self.cleaned_data.get(
            "organisation_text"
        ):
            message = _("Choose your organisation, or name it in your words.")
            self.add_error("organisation", message)
        return self.cleaned_data

"""The settings of a service, a form for each."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notify.accounts.models import AuditEvent, User
from notify.delivery.bounces import suspended_at
from notify.portal.forms.confirmation import ConfirmedForm
from notify.portal.forms.services import (
    LocalPartField,
    address_is_taken,
    check_names,
    english_name,
    french_name,
)
from notify.services.models import Service
from notify.services.names import suggest_email_from

YES_NO = (("yes", _("Yes")), ("no", _("No")))
RETENTION_DAYS = range(3, 8)
Permission = Service.Permission


def day_choices() -> list[tuple[int, str]]:
    return [
        (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
        for days in RETENTION_DAYS
    ]


class SettingForm(forms.Form):
    """A form over fields of a service. `fields_of` turns the answers into what is stored."""

    def __init__(self, *args: Any, service: Service, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": self.initial_of(service), **kwargs})
        self.service = service

    def initial_of(self, service: Service) -> dict[str, Any]:
        names = [name for name in self.base_fields if hasattr(service, name)]
        return {name: getattr(service, name) for name in names}

    def fields_of(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.initial}


class ConfirmedSettingForm(ConfirmedForm):
    """A setting that also wants the password."""

    def __init__(self, *args: Any, service: Service, user: User, **kwargs: Any) -> None:
        initial = {name: getattr(service, name) for name in self.base_fields}
        super().__init__(*args, user=user, **{"initial": initial, **kwargs})
        self.service = service

    def fields_of(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}


class NamesForm(ConfirmedSettingForm):
    name_en = english_name()
    name_fr = french_name()

    def clean(self) -> dict[str, Any]:
        check_names(self, self.service)
        return self.cleaned_data


class SendingAddressForm(ConfirmedSettingForm):
    email_from = LocalPartField(error_messages={"required": _("Enter a sending address.")})

    def clean_email_from(self) -> str:
        address: str = self.cleaned_data["email_from"]
        if address_is_taken(address, self.service):
            raise ValidationError(
                _("Another service sends from this address. %(free)s is free."),
                params={"free": suggest_email_from(address)},
            )
        return address


class PrefixForm(SettingForm):
    prefix_sms = forms.ChoiceField(
        label=_("Start text messages with the name of the service?"),
        help_text=_("The name counts towards the length of the message."),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )

    def initial_of(self, service: Service) -> dict[str, Any]:
        return {"prefix_sms": "yes" if service.prefix_sms else "no"}

    def fields_of(self) -> dict[str, Any]:
        return {"prefix_sms": self.cleaned_data["prefix_sms"] == "yes"}


class LanguageOrderForm(SettingForm):
    language_order = forms.ChoiceField(
        label=_("Which language comes first in the signature and in bilingual messages?"),
        help_text=_("French comes first where your office is in Quebec."),
        choices=Service.LanguageOrder.choices,
        widget=forms.RadioSelect,
    )


class RetentionForm(SettingForm):
    email_retention_days = forms.TypedChoiceField(
        label=_("Emails are kept for"), choices=day_choices, coerce=int
    )
    sms_retention_days = forms.TypedChoiceField(
        label=_("Text messages are kept for"), choices=day_choices, coerce=int
    )


class ChannelsForm(SettingForm):
    channels = forms.MultipleChoiceField(
        label=_("What does the service send?"),
        choices=[
            (Permission.EMAIL, _("Emails")),
            (Permission.SMS, _("Text messages")),
            (Permission.UPLOAD_DOCUMENT, _("Files, with emails")),
        ],
        error_messages={"required": _("Choose emails, text messages or both.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def initial_of(self, service: Service) -> dict[str, Any]:
        return {"channels": service.permissions}

    def clean_channels(self) -> list[str]:
        channels: list[str] = self.cleaned_data["channels"]
        if not {Permission.EMAIL, Permission.SMS} & set(channels):
            raise ValidationError(_("Choose emails, text messages or both."))
        if Permission.EMAIL in channels and _bounces_stopped(self.service):
            raise ValidationError(
                _("Emails were stopped because too many came back. Ask the platform team.")
            )
        return channels

    def fields_of(self) -> dict[str, Any]:
        offered = {str(value) for value, _label in self.fields["channels"].choices}  # type: ignore[attr-defined]
        others = [each for each in self.service.permissions if each not in offered]
        return {"permissions": [*self.cleaned_data["channels"], *others]}


def _bounces_stopped(service: Service) -> bool:
    """Say whether bounces stopped the emails of a service, and not its team since then."""
    stopped_at = suspended_at(service)
    if stopped_at is None:
        return False
    by_the_team = AuditEvent.objects.filter(
        service_id=service.pk,
        action="service-changed",
        at__gt=stopped_at,
        before__permissions__contains=[Permission.EMAIL.value],
    )
    return not by_the_team.exists()


class InternationalForm(SettingForm):
    international = forms.ChoiceField(
        label=_("Send text messages to numbers outside Canada and the United States?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )

    def initial_of(self, service: Service) -> dict[str, Any]:
        return {"international": "yes" if service.can(Permission.INTERNATIONAL_SMS) else "no"}

    def fields_of(self) -> dict[str, Any]:
        kept = [each for each in self.service.permissions if each != Permission.INTERNATIONAL_SMS]
        wanted = self.cleaned_data["international"] == "yes"
        return {"permissions": [*kept, *([Permission.INTERNATIONAL_SMS] if wanted else [])]}


class OrganisationForm(SettingForm):
    organisation_text = forms.CharField(
        label=_("Organisation or group, in your words"),
        max_length=500,
        error_messages={"required": _("Name your organisation, branch or team.")},
    )
    kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=Service.Kind.choices,
        widget=forms.RadioSelect,
    )

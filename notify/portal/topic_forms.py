"""Forms about topics: the team's, and the one that people sign up with."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Channel, Template
from notify.portal.access import Access
from notify.portal.template_pages.finding import templates_of
from notify.recipients.errors import InvalidEmailAddress, InvalidPhoneNumber
from notify.services.models import Service
from notify.subscriptions.actions import Subscriber
from notify.subscriptions.models import Topic


class TopicForm(forms.Form):
    """A topic's names and descriptions; people read both."""

    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    description_en = forms.CharField(
        label=_("What people will get, in English"),
        help_text=_("For example: one email each week about air quality in your region."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    description_fr = forms.CharField(
        label=_("What people will get, in French"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_open = forms.BooleanField(
        label=_("People may subscribe on the public page"), required=False, initial=True
    )


class SubscribeForm(forms.Form):
    """What a person ticks and types to follow topics."""

    topics = forms.ModelMultipleChoiceField(
        label=_("What would you like to get?"),
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    channel = forms.ChoiceField(
        label=_("How?"), choices=Channel.choices, initial=Channel.EMAIL, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=_("Your email address or mobile number"),
        max_length=320,
        error_messages={"required": _("Enter your email address or mobile number.")},
        widget=forms.TextInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("In which language?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = self.fields["topics"]
        topics.queryset = Topic.objects.filter(service=service, is_open=True)  # type: ignore[attr-defined]
        if not service.can(Channel.SMS):
            self.fields["channel"] = forms.ChoiceField(
                choices=Channel.choices, initial=Channel.EMAIL, widget=forms.HiddenInput
            )
            self.fields["address"].label = _("Your email address")
        self.fields["language"].initial = "fr" if get_language() == "fr" else "en"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"channel", "address", "language"} <= cleaned.keys():
            try:
                cleaned["subscriber"] = Subscriber.read(
                    cleaned["channel"], cleaned["address"], cleaned["language"]
                )
            except InvalidEmailAddress:
                self.add_error("address", _("Enter an email address in the form name@example.ca."))
            except InvalidPhoneNumber:
                self.add_error("address", _("Enter a mobile number, for example 613 555 0177."))
        return cleaned


class SendToTopicForm(forms.Form):
    """Which template, and what fills its variables."""

    template = forms.ModelChoiceField(
        label=_("Template"),
        queryset=Template.objects.none(),
        empty_label=_("Choose a template"),
        error_messages={"required": _("Choose a template.")},
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = templates_of(access).order_by("name")
        self.fields["template"].queryset = rows  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A file of people, and how they agreed."""

    file = forms.FileField(
        label=_("File of people"),
        help_text=_(
            "CSV, Excel or ODS, with a column “email address” or “phone number”, and perhaps "
            "“language” with en or fr. At most 50,000 rows."
        ),
        error_messages={"required": _("Choose a file.")},
    )
    statement = forms.CharField(
        label=_("How did these people agree?"),
        help_text=_(
            "It is kept with each of them. For example: ticked “weekly bulletin” on form 118 "
            "between January and May 2026."
        ),
        max_length=500,
        min_length=10,
        error_messages={"required": _("Say how these people agreed.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_statement(self) -> str:
        statement: str = self.cleaned_data["statement"]
        if not any(character.isalpha() for character in statement):
            raise ValidationError(_("Say in words how these people agreed."))
        return statement

"""What a team says to go live, and what the platform team decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notify.services.models import GoLiveRequest, Organisation

VOLUMES = [("", _("Choose")), *GoLiveRequest.DailyVolume.choices]
HIGHEST = 2_000_000_000
NEEDED = ("purposes", "description", "audiences", "emails_a_day", "texts_a_day")
MISSING = {
    "purposes": _("Choose what the messages are about."),
    "description": _("Describe what the service sends."),
    "audiences": _("Choose who gets the messages."),
    "emails_a_day": _("Choose how many emails you expect in a day."),
    "texts_a_day": _("Choose how many text messages you expect in a day."),
}


class UseForm(forms.Form):
    """What a service is for. With `as_draft` whatever is there is kept."""

    purposes = forms.MultipleChoiceField(
        label=_("What are the messages about?"),
        choices=GoLiveRequest.Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    description = forms.CharField(
        label=_("Describe what the service sends, and when"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    audiences = forms.MultipleChoiceField(
        label=_("Who gets the messages?"),
        choices=GoLiveRequest.Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    emails_a_day = forms.ChoiceField(
        label=_("Emails on a busy day"), choices=VOLUMES, required=False
    )
    texts_a_day = forms.ChoiceField(
        label=_("Text messages on a busy day"), choices=VOLUMES, required=False
    )
    emails_a_year = forms.IntegerField(
        label=_("Emails in a year (optional)"), min_value=0, max_value=HIGHEST, required=False
    )
    texts_a_year = forms.IntegerField(
        label=_("Text messages in a year (optional)"),
        min_value=0,
        max_value=HIGHEST,
        required=False,
    )

    def __init__(self, *args: Any, as_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_draft = as_draft

    def clean(self) -> dict[str, Any]:
        for name in () if self.as_draft else NEEDED:
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, MISSING[name])
        return self.cleaned_data


class TermsForm(forms.Form):
    accepted = forms.BooleanField(
        label=_("My team has read the terms of use and accepts them"),
        error_messages={"required": _("Tick the box to accept the terms of use.")},
    )


class ApprovalForm(forms.Form):
    """A service goes live in an organisation and with limits."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        error_messages={"required": _("Link an organisation: a live service belongs to one.")},
    )
    emails_a_day = forms.IntegerField(label=_("Emails a day"), min_value=0, max_value=HIGHEST)
    texts_a_day = forms.IntegerField(
        label=_("Text message fragments a day"), min_value=0, max_value=HIGHEST
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = Organisation.objects.filter(active=True).order_by("name")
        self.fields["organisation"].queryset = active  # type: ignore[attr-defined]


class SendBackForm(forms.Form):
    comment = forms.CharField(
        label=_("What is missing?"),
        help_text=_("The team gets this by email, as you write it."),
        max_length=2000,
        error_messages={"required": _("Tell the team what to change.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

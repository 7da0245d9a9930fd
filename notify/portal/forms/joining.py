"""Whom somebody asks for a place in a service, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from notify.accounts.models import User
from notify.services.joining import MOST_ASKED


class JoinForm(forms.Form):
    managers = forms.MultipleChoiceField(
        label=_("Whom do you ask?"),
        help_text=ngettext_lazy(
            "At most %(number)d person who manages the service gets an email.",
            "At most %(number)d people who manage the service get an email.",
            MOST_ASKED,
        )
        % {"number": MOST_ASKED},
        error_messages={"required": _("Choose whom you ask.")},
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Why do you want to join?"),
        help_text=_("Say what you will do in the service. The people you ask read this."),
        max_length=500,
        error_messages={"required": _("Say why you want to join.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, managers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in managers}
        choices = [(key, each.name) for key, each in self.people.items()]
        self.fields["managers"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["managers"].initial = [choices[0][0]]

    def clean_managers(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["managers"]
        if len(chosen) > MOST_ASKED:
            raise ValidationError(
                _("Choose at most %(number)d people."), params={"number": MOST_ASKED}
            )
        return chosen

    def chosen(self) -> list[User]:
        return [self.people[key] for key in self.cleaned_data["managers"]]

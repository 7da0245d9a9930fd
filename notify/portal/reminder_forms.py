"""Forms about reminders: a list to plan, the quiet hours, a reference to look for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Template
from notify.portal.access import Access
from notify.portal.template_pages.finding import templates_of
from notify.portal.zones import zone_choices
from notify.reminders.timing import FURTHEST_DAYS, Rule

FROM_ROW = ""


class ReminderListForm(forms.Form):
    """Which template, whose dates, and how long before them."""

    template = forms.ModelChoiceField(
        label=_("Template"),
        queryset=Template.objects.none(),
        empty_label=_("Choose a template"),
        error_messages={"required": _("Choose a template.")},
    )
    file = forms.FileField(
        label=_("File of people and their dates"),
        help_text=_(
            "CSV, Excel or ODS: the recipient, the template’s variables and a date such as "
            "2026-06-03 or 2026-06-03 14:00. A column “reference” lets you cancel one later."
        ),
        error_messages={"required": _("Choose a file.")},
    )
    date_column = forms.CharField(
        label=_("Name of the column with the date"), max_length=100, initial="date"
    )
    days_before = forms.IntegerField(
        label=_("How many days before the date?"),
        help_text=_("0 is the day itself."),
        min_value=0,
        max_value=FURTHEST_DAYS,
        initial=2,
    )
    at = forms.TimeField(
        label=_("At what time?"),
        help_text=_("For example 09:00, where the person lives."),
        initial="09:00",
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("A column “time zone” in the file comes first, for example America/Vancouver."),
        required=False,
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = templates_of(access).order_by("name")
        self.fields["template"].queryset = rows  # type: ignore[attr-defined]
        by_number = (FROM_ROW, _("By area code for text messages, otherwise the office’s own"))
        self.fields["time_zone"].choices = [by_number, *zone_choices().items()]  # type: ignore[attr-defined]

    def rule(self) -> Rule:
        return Rule(self.cleaned_data["days_before"], self.cleaned_data["at"])


class QuietHoursForm(forms.Form):
    """No hours at all where both are empty."""

    starts = forms.TimeField(
        label=_("No reminders from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    ends = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("starts")) != bool(cleaned.get("ends")):
            self.add_error("ends", _("Give both times, or neither."))
        elif cleaned.get("starts") and cleaned["starts"] == cleaned["ends"]:
            self.add_error("ends", _("The two times must differ."))
        return cleaned

"""When to send: now, or at a day and time in a time zone that the person chooses.

Lists of days and times need no script, read the same in every browser and leave no doubt between
months and days, or morning and evening.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from notify.portal.zones import chosen_zone, reader_zone, reader_zone_info, zone_choices

FURTHEST = timedelta(hours=96)
SOON = timedelta(minutes=65)  # the next full hour that there is time to choose
NOW, LATER = "now", "later"
EVERY_MINUTES = 15


class ScheduleForm(forms.Form):
    """`scheduled_for` is the chosen instant, None for now, once the form is valid."""

    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=((NOW, gettext_lazy("Send now")), (LATER, gettext_lazy("Send later"))),
        widget=forms.RadioSelect,
        initial=NOW,
    )
    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)
    time = forms.ChoiceField(label=gettext_lazy("Time"), required=False)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now or datetime.now(UTC)
        self.scheduled_for: datetime | None = None
        local = self._now.astimezone(reader_zone_info())
        soon = (self._now + SOON).astimezone(reader_zone_info())
        self._choices("day", _days(local.date()), soon.date().isoformat())
        self._choices("time", _times(), f"{soon.hour:02}:00")
        self._choices("zone", list(zone_choices().items()), reader_zone())
        if not chosen_zone():  # the browser knows one that is likelier than the platform's
            self.fields["zone"].widget.attrs["data-zone"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = cast("dict[str, Any]", super().clean())
        if cleaned.get("when") != LATER or self.errors:
            return cleaned
        chosen = [cleaned.get(name) for name in ("day", "time", "zone")]
        if not all(chosen):
            self.add_error("day", _("Choose a day, a time and a time zone"))
            return cleaned
        day, at, zone = cast("list[str]", chosen)
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
        instant = local.astimezone(UTC)
        if instant.astimezone(ZoneInfo(zone)).time() != local.time():
            self.add_error("time", _("The clocks go forward then: choose a time before or after"))
        elif instant <= self._now:
            self.add_error("time", _("Choose a time that is still to come"))
        elif instant > self._now + FURTHEST:
            self.add_error("day", _("Choose a time within the next four days"))
        else:
            self.scheduled_for = instant
        return cleaned

    def _choices(self, name: str, choices: list[tuple[str, Any]], initial: str) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = choices
        field.initial = initial


def _days(today: date) -> list[tuple[str, str]]:
    """Return today and the days in reach, and one more for zones whose date is ahead."""
    # Translators: Django's date format. English shows "Wednesday, June 3".
    form = pgettext("day of the week and date", "l, F j")
    days = [today + timedelta(days=number) for number in range(FURTHEST.days + 2)]
    return [(day.isoformat(), capfirst(date_format(day, form))) for day in days]


def _times() -> list[tuple[str, str]]:
    # Translators: Django's date format. English shows "2:05 p.m.".
    form = pgettext("time of day", "g:i a")
    minutes = range(0, 24 * 60, EVERY_MINUTES)
    times = [time(minute // 60, minute % 60) for minute in minutes]
    return [
        (at.isoformat("minutes"), date_format(datetime.combine(date.min, at), form)) for at in times
    ]

"""What the pages about reminders say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.portal.recipient_words import recipient_words
from notify.portal.templatetags.portal import time_in
from notify.recipients.file_check import FileCheck
from notify.reminders.timing import END_OF_DAY
from notify.sending import errors

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_SHOWN = 20
DATE_WORDS: dict[str, StrOrPromise] = {
    "not-a-date": gettext_lazy("write the date as 2026-06-03 or 2026-06-03 14:00"),
    "unknown-zone": gettext_lazy("this is no time zone; write for example America/Vancouver"),
    "past": gettext_lazy("the date is over"),
    "too-far": gettext_lazy("the date is more than two years away"),
    "after-the-date": gettext_lazy("the reminder would go after the date: choose an earlier time"),
}
# Why a reminder could not be sent when it was due, by what is kept of it.
_PROBLEMS: dict[str, StrOrPromise] = {
    "over-limit": gettext_lazy("The service’s limit was full until the date was over."),
    "past": gettext_lazy("It could not leave before the date was over."),
    errors.ServiceSuspended.code: gettext_lazy("Your service was suspended."),
    errors.ChannelNotAllowed.code: gettext_lazy("Your service could not send such messages."),
    errors.TemplateNotFound.code: gettext_lazy("The template is gone."),
    errors.TemplateArchived.code: gettext_lazy("The template was archived."),
    errors.MissingPersonalisation.code: gettext_lazy(
        "The template had changed and asked for a value that the reminder did not have."
    ),
    errors.TextTooLong.code: gettext_lazy("The message was too long."),
    errors.MessageBlank.code: gettext_lazy("With its values nothing was left to send."),
    errors.UnknownSender.code: gettext_lazy("The sender that was chosen is gone."),
    errors.RecipientNotAllowed.code: gettext_lazy(
        "Your service was in trial mode and the person is not in its team or safelist."
    ),
    errors.AbroadNotAllowed.code: gettext_lazy("Your service may not send text messages abroad."),
    "CannotOpen": gettext_lazy("The message could not be decrypted."),
    "InvalidEmailAddress": gettext_lazy("The recipient is not valid."),
    "InvalidPhoneNumber": gettext_lazy("The recipient is not valid."),
}


def event_words(event: datetime, zone: str) -> StrOrPromise:
    """Return the date that a reminder is about, with its time where the file had one."""
    local = event.astimezone(ZoneInfo(zone))
    if local.time() == END_OF_DAY:
        return date_format(local, "DATE_FORMAT")
    return time_in(event, zone)


def problem_words(problem: str) -> StrOrPromise:
    """Return why a reminder could not be sent; nothing where it could."""
    if not problem:
        return ""
    return _PROBLEMS.get(problem) or _("The message cannot be sent.")


def list_problems(check: FileCheck) -> list[str]:
    """Return what is wrong with a list, row by row."""
    if check.missing_columns:
        columns = ", ".join(check.missing_columns)
        return [_("The file lacks these columns: %(columns)s.") % {"columns": columns}]
    if check.duplicate_recipient_columns:
        return [_("The file has more than one column of recipients.")]
    if not check.row_count:
        return [_("The file has a heading and no people. Add a row for each person.")]
    if check.has_too_many_rows:
        return [_("The file has more than 50,000 rows. Divide it.")]
    found = [
        _("Row %(number)d, %(column)s: %(problem)s.")
        % {
            "number": row.number + 2,
            "column": error.heading,
            "problem": recipient_words(error.code, error.detail),
        }
        for row in check.rows_in_error[:MOST_SHOWN]
        for error in row.errors
    ]
    if check.not_allowed_count:
        found.append(
            _("A trial service can write only to members of its team and to its safelist.")
        )
    return found

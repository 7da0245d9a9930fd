"""Why a message is refused, in words for people. What an integrator reads is in api/errors.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notify.portal.templatetags.portal import number
from notify.portal.zones import zone_words
from notify.sending.errors import (
    AbroadNotAllowed,
    ChannelNotAllowed,
    MessageBlank,
    MissingPersonalisation,
    RecipientNotAllowed,
    SendingError,
    ServiceSuspended,
    TemplateArchived,
    TemplateNotFound,
    TextTooLong,
    UnknownSender,
)
from notify.sending.store import OverLimit


def refusal_words(error: SendingError | OverLimit) -> str:
    """Return a sentence that says what is wrong and, where one can, what to do."""
    if isinstance(error, OverLimit):
        return _over_limit(error)
    words = next((words for kind, words in _WORDS if isinstance(error, kind)), None)
    return words(error) if words else _("The message cannot be sent.")


def list_words(names: Sequence[str]) -> str:
    """Return names as people quote them: “a”, “b”."""
    # Translators: a name in quotation marks.
    return ", ".join(_("“%(name)s”") % {"name": name} for name in names)


def _over_limit(error: OverLimit) -> str:
    fields = {"limit": number(error.limit), "zone": zone_words(settings.LOCAL_TIME_ZONE)}
    if (error.period, error.channel) == ("day", "email"):
        return (
            _(
                "This would pass your service’s limit of %(limit)s emails a day. It starts again at"
                " midnight (%(zone)s)."
            )
            % fields
        )
    if error.period == "day":
        return (
            _(
                "This would pass your service’s limit of %(limit)s text message fragments a day. It"
                " starts again at midnight (%(zone)s)."
            )
            % fields
        )
    if error.channel == "email":
        return (
            _(
                "This would pass your service’s limit of %(limit)s emails a year. It starts again"
                " on April 1."
            )
            % fields
        )
    return (
        _(
            "This would pass your service’s limit of %(limit)s text message fragments a year. It"
            " starts again on April 1."
        )
        % fields
    )


def _channel(error: Any) -> str:
    if error.channel == "sms":
        return _("Your service may not send text messages. Turn them on in its settings.")
    return _("Your service may not send emails now.")


def _missing(error: Any) -> str:
    text = ngettext(
        "The value of %(names)s is missing.",
        "The values of %(names)s are missing.",
        len(error.names),
    )
    return text % {"names": list_words(error.names)}


def _too_long(error: Any) -> str:
    fields = {"length": number(error.units), "limit": number(error.limit)}
    return _("The message would be %(length)s characters long, and %(limit)s is the most.") % fields


_WORDS: tuple[tuple[type[SendingError], Callable[[Any], str]], ...] = (
    (ServiceSuspended, lambda _error: _("Your service is suspended.")),
    (ChannelNotAllowed, _channel),
    (TemplateNotFound, lambda _error: _("The template is gone.")),
    (TemplateArchived, lambda _error: _("The template is archived. Restore it to send it.")),
    (MissingPersonalisation, _missing),
    (TextTooLong, _too_long),
    (MessageBlank, lambda _error: _("With these values nothing is left to send")),
    (UnknownSender, lambda _error: _("Choose another sender: this one is gone.")),
    (
        RecipientNotAllowed,
        lambda _error: _(
            "Your service is in trial mode: it can write only to members of its team and to its"
            " safelist."
        ),
    ),
    (AbroadNotAllowed, lambda _error: _("Your service may not send text messages abroad.")),
)

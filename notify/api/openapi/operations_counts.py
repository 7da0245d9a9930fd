"""How many messages are in which status."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from notify.api.openapi import examples
from notify.api.openapi.operation import Operation, Success, invalid
from notify.api.openapi.parameters import UUID, query
from notify.api.v2.queries import CHANNELS
from notify.api.v2.views_stats import StatsAnswer

DAY = {"type": "string", "format": "date"}

COUNTS: Mapping[tuple[str, str], Operation] = {
    ("GET", "/v2/stats"): Operation(
        name="readStats",
        tag="messages",
        summary=_("Count your messages"),
        description=_(
            "How many messages that were sent with this type of key are in which status, by day, "
            "template and channel: the last 7 days, or up to 31 that you choose."
        ),
        success=Success(200, StatsAnswer, _("The counts."), examples.STATS),
        refusals={
            400: (
                invalid(
                    "from is not a valid date, it must be written as YYYY-MM-DD",
                    _("A day is not written as YYYY-MM-DD."),
                ),
                invalid("from cannot be after to", _("The first day is after the last.")),
                invalid("from and to can span at most 31 days", _("That is more than 31 days.")),
                invalid("template_id is not a valid UUID", _("An id is not a UUID.")),
                invalid(
                    "Additional properties are not allowed (page was unexpected)",
                    _("There is a parameter that is not described here."),
                ),
            )
        },
        parameters=(
            query("from", _("The first day."), DAY),
            query("to", _("The last day."), DAY),
            query(
                "template_type",
                _("Only this channel. May be repeated."),
                {"type": "array", "items": {"type": "string", "enum": list(CHANNELS)}},
            ),
            query("template_id", _("Only this template."), UUID),
        ),
    ),
}

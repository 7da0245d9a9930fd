"""GET /v2/stats: how many messages are in which state, by day, template and channel."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.v2.problems import Problems, as_uuid
from notify.api.v2.queries import CHANNELS, NOT_A_UUID, check_choices
from notify.api.views import ApiView, caller_of
from notify.notifications.models import Status
from notify.stats.calendar import business_day
from notify.stats.counts import Count, list_counts

MOST_DAYS = 31
USUAL_DAYS = 7
PARAMETERS = ("from", "to", "template_type", "template_id")
NOT_A_DATE = "is not a valid date, it must be written as YYYY-MM-DD"


class StatsRow(serializers.Serializer[Any]):
    day = serializers.DateField(help_text=_("The day on which they were accepted, Ottawa time."))
    template_id = serializers.UUIDField()
    template_type = serializers.ChoiceField(choices=CHANNELS[:2])
    status = serializers.ChoiceField(choices=Status.values)
    count = serializers.IntegerField()


class StatsAnswer(serializers.Serializer[Any]):
    stats = StatsRow(many=True)
    totals = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text=_("The same for all days and templates, by channel and status."),
    )

    def get_fields(self) -> dict[str, Any]:
        dates = {name: serializers.DateField() for name in ("from", "to")}
        return {**dates, **super().get_fields()}


@dataclass(frozen=True)
class Wanted:
    first: date
    last: date
    channels: Sequence[str]
    template_id: UUID | None


class StatsView(ApiView):
    def get(self, request: Request) -> Response:
        """Answer the counts of the calling key's type; days are the service's business days."""
        caller = caller_of(request)
        wanted = read_stats_query(request.query_params, business_day(datetime.now(UTC)))
        counts = list_counts(
            caller.account.id,
            caller.key.key_type,
            wanted.first,
            wanted.last,
            channels=wanted.channels,
            template_id=wanted.template_id,
        )
        answer = {
            "from": wanted.first.isoformat(),
            "to": wanted.last.isoformat(),
            "stats": [_describe(count) for count in counts],
            "totals": _totals(counts),
        }
        return Response(answer)


def read_stats_query(query: QueryDict, today: date) -> Wanted:
    """Read a range of days, the last seven when none is asked for. Raises ValidationFailed."""
    problems = Problems()
    last = _read_date(query, "to", problems)
    first = _read_date(query, "from", problems)
    last = last or (min(today, _plus(first, MOST_DAYS - 1)) if first else today)
    first = first or _plus(last, 1 - USUAL_DAYS)
    channels = query.getlist("template_type")
    check_choices("template_type", channels, CHANNELS, problems)
    template = query.getlist("template_id")[:1]
    template_id = as_uuid(template[0]) if template else None
    if template and template_id is None:
        problems.add("template_id", NOT_A_UUID)
    problems.add_unexpected(PARAMETERS, query)
    problems.raise_if_any()
    if first > last:
        problems.add("from", "cannot be after to")
    elif (last - first).days >= MOST_DAYS:
        problems.messages.append(f"from and to can span at most {MOST_DAYS} days")
    problems.raise_if_any()
    return Wanted(first, last, channels, template_id)


def _read_date(query: QueryDict, name: str, problems: Problems) -> date | None:
    values = query.getlist(name)[:1]
    if not values:
        return None
    try:
        return datetime.strptime(values[0], "%Y-%m-%d").date()
    except ValueError:
        problems.add(name, NOT_A_DATE)
        return None


def _plus(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:  # the first and the last days that there are
        return day


def _describe(count: Count) -> dict[str, Any]:
    return {
        "day": count.day.isoformat(),
        "template_id": str(count.template_id),
        "template_type": count.channel,
        "status": count.status,
        "count": count.count,
    }


def _totals(counts: Iterable[Count]) -> dict[str, dict[str, int]]:
    totals: dict[str, dict[str, int]] = {"email": defaultdict(int), "sms": defaultdict(int)}
    for count in counts:
        totals[count.channel][count.status] += count.count
    return {channel: dict(sorted(numbers.items())) for channel, numbers in totals.items()}

"""Numbers for people: what a service sent, and how much of its allowances is left.

Read from counts that are exact the moment they change; never by counting messages. Messages of test
keys reach nobody and are left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from notify.message_templates.models import Channel
from notify.notifications.models import (
    DELIVERED_STATUSES,
    FAILED_STATUSES,
    IN_TRANSIT_STATUSES,
    Status,
)
from notify.services.models import ApiKey, Service
from notify.stats.calendar import fiscal_year_start
from notify.stats.models import DailyCount, Usage

WEEK = timedelta(days=7)
WARNING_PERCENT = 80


@dataclass(frozen=True)
class Totals:
    """How many messages are in which kind of state."""

    in_transit: int = 0
    delivered: int = 0
    failed: int = 0

    @property
    def sent(self) -> int:
        """Return all that the service asked to send, less what was cancelled."""
        return self.in_transit + self.delivered + self.failed

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.in_transit + other.in_transit,
            self.delivered + other.delivered,
            self.failed + other.failed,
        )

    @property
    def failed_percent(self) -> float:
        return 100 * self.failed / self.sent if self.sent else 0.0


@dataclass(frozen=True)
class Allowance:
    """How much of a limit is used. Emails count one each, texts their fragments."""

    channel: str
    period: str
    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def level(self) -> str:
        """Return "full", "warning" (from 80 %) or "normal"."""
        if self.used >= self.limit:
            return "full"
        return "warning" if 100 * self.used >= WARNING_PERCENT * self.limit else "normal"


def totals_by_channel(service: Service, first: date, last: date) -> dict[str, Totals]:
    """Return the totals of messages made from `first` to `last`, both included."""
    rows = _counts(service, first, last).values_list("channel", "status").annotate(Sum("count"))
    found: dict[str, dict[str, int]] = {channel: {} for channel in Channel.values}
    for channel, status, number in rows:
        found[channel][status] = number
    return {channel: totals_of(numbers) for channel, numbers in found.items()}


def week_until(day: date) -> tuple[date, date]:
    """Return the first and last of the seven days that end with `day`."""
    return day - WEEK + timedelta(days=1), day


def allowances(service: Service, day: date) -> list[Allowance]:
    """Return the day's and the fiscal year's allowance of each channel."""
    return allowances_with(
        service, {(row.channel, row.period): row.used for row in usage_of(service, day)}
    )


def usage_of(service: Service, day: date) -> QuerySet[Usage]:
    """Return what a service used of its limits on a day, and in the fiscal year that it is in."""
    of_day = Q(period=Usage.Period.DAY, start=day)
    of_year = Q(period=Usage.Period.YEAR, start=fiscal_year_start(day))
    return Usage.objects.filter(of_day | of_year, service_id=service.id)


def allowances_with(service: Service, used: Mapping[tuple[str, str], int]) -> list[Allowance]:
    """Return the allowances of which so much is used, by channel and period."""
    limits = {
        (Channel.EMAIL, Usage.Period.DAY): service.message_limit,
        (Channel.SMS, Usage.Period.DAY): service.sms_daily_limit,
        (Channel.EMAIL, Usage.Period.YEAR): service.email_annual_limit,
        (Channel.SMS, Usage.Period.YEAR): service.sms_annual_limit,
    }
    return [
        Allowance(channel.value, period.value, used.get((channel, period), 0), most)
        for (channel, period), most in limits.items()
    ]


def sent_by_template(service: Service, first: date, last: date) -> dict[UUID, int]:
    """Return how many messages each template was asked to send; those with none are left out."""
    rows = _counts(service, first, last).exclude(status=Status.CANCELLED)
    return dict(rows.values_list("template_id").annotate(Sum("count")).filter(count__sum__gt=0))


def last_use(service: Service, template_id: UUID) -> date | None:
    """Return the last day on which a template was asked to send anything."""
    rows = DailyCount.objects.filter(service_id=service.id, template_id=template_id, count__gt=0)
    newest = rows.exclude(key_type=ApiKey.Type.TEST).order_by("-day")
    return newest.values_list("day", flat=True).first()


def _counts(service: Service, first: date, last: date) -> QuerySet[DailyCount]:
    return DailyCount.objects.filter(service_id=service.id, day__range=(first, last)).exclude(
        key_type=ApiKey.Type.TEST
    )


def totals_of(numbers: dict[str, int]) -> Totals:
    """Add up counts by status into the three kinds of state."""
    return Totals(
        in_transit=_sum(numbers, IN_TRANSIT_STATUSES),
        delivered=_sum(numbers, DELIVERED_STATUSES),
        failed=_sum(numbers, FAILED_STATUSES),
    )


def _sum(numbers: dict[str, int], statuses: Iterable[Status]) -> int:
    return sum(numbers.get(status.value, 0) for status in statuses)

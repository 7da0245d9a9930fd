"""The single numbers of a service's dashboard, each from a table of its own, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Aggregate, Count, Max, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from notify.delivery.bounces import BounceRate, email_hours, suspensions_of
from notify.delivery.models import ReceivedText
from notify.delivery.received_texts import received_by
from notify.message_templates.models import Channel
from notify.portal.suppressed_addresses import problems_of
from notify.services.models import Service
from notify.stats.models import Usage
from notify.stats.queries import Allowance, allowances_with, usage_of

RECEIVED_DAYS = 7
LIMITS = [(channel, period) for channel in Channel.values for period in Usage.Period.values]


@dataclass(frozen=True)
class Numbers:
    """The numbers of a moment. `suspended_at` is when the service's emails stopped for bounces."""

    allowances: list[Allowance]
    bounces: BounceRate
    suspended_at: datetime | None
    problems: int
    received: int


def numbers_of(service: Service, today: date) -> Numbers:
    """Read a service's numbers."""
    hours, usage = email_hours(service), usage_of(service, today)
    wanted: dict[str, Combinable] = {
        "sent": _number(hours, Sum("sent")),
        "hard_bounces": _number(hours, Sum("hard_bounces")),
        "problems": _number(problems_of(service), Count("pk")),
        "received": _number(received_lately(service), Count("pk")),
        **{
            _name(*limit): _number(usage.filter(channel=limit[0], period=limit[1]), Sum("used"))
            for limit in LIMITS
        },
    }
    if not service.can(Service.Permission.EMAIL):
        wanted["suspended_at"] = _found(suspensions_of(service), Max("at"))
    row = Service.objects.filter(pk=service.pk).annotate(**wanted).values(*wanted).get()
    found = cast("dict[str, Any]", row)  # of names that are made here
    return Numbers(
        allowances=allowances_with(service, {limit: found[_name(*limit)] for limit in LIMITS}),
        bounces=BounceRate(service.id, found["sent"], found["hard_bounces"]),
        suspended_at=found.get("suspended_at"),
        problems=found["problems"],
        received=found["received"],
    )


def received_lately(service: Service) -> QuerySet[ReceivedText]:
    """Return what people wrote back in the past seven days, as far as it is kept."""
    return received_by(service.id, min(service.sms_retention_days, RECEIVED_DAYS))


def _name(channel: str, period: str) -> str:
    return f"used_{channel}_{period}"


def _number(rows: QuerySet[Any], of: Aggregate) -> Coalesce:
    return Coalesce(_found(rows, of), 0)


def _found(rows: QuerySet[Any], of: Aggregate) -> Subquery:
    """Return an aggregate of rows as part of another statement; nothing where there are none."""
    all_together = rows.order_by().annotate(group=Value(1)).values("group")
    return Subquery(all_together.annotate(found=of).values("found"))

"""Bounce rates: a service whose emails mostly come back must stop before providers stop us.

Emails and hard bounces are counted by the hour in the statement that changes the messages, so a
rate costs a few rows to read however many emails there were. The thresholds are the API contract's
bounce guard: hard bounces of 24 hours by emails of 24 hours, from a minimum volume on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import Now
from django.utils import timezone

from notify.accounts.models import AuditEvent
from notify.delivery.models import EmailHour
from notify.services.models import Service
from notify.services.notices import record_notice

WINDOW = timedelta(hours=24)
KEPT = timedelta(days=8)
SUSPENDED = "email-suspended-for-bounces"
WARNED = "bounce-rate-warning"

# The hour that is running and the 23 before it.
SUMS = """
SELECT service_id, sum(sent), sum(hard_bounces) FROM delivery_emailhour
WHERE hour > now() - make_interval(secs => %(window)s)
GROUP BY service_id
HAVING sum(sent) >= %(least)s AND sum(hard_bounces) * 100 >= %(percent)s * sum(sent)
"""

SUSPEND = """
UPDATE services_service SET permissions = array_remove(permissions, 'email')
WHERE id = %s AND 'email' = ANY(permissions)
"""


@dataclass(frozen=True)
class BounceRate:
    """What became of a service's emails of the last 24 hours."""

    service_id: UUID
    sent: int
    hard_bounces: int

    @property
    def percent(self) -> float:
        return 100 * self.hard_bounces / self.sent if self.sent else 0.0

    @property
    def level(self) -> str:
        """Return "critical", "warning" or "normal"; too few emails are always normal."""
        if self.sent < settings.BOUNCE_MINIMUM_VOLUME:
            return "normal"
        if self.percent >= settings.BOUNCE_CRITICAL_PERCENT:
            return "critical"
        return "warning" if self.percent >= settings.BOUNCE_WARNING_PERCENT else "normal"


def count_emails(source: str, *, sent: str, bounced: str) -> str:
    """Return SQL that counts the changed emails of a CTE by hour.

    `sent` and `bounced` say which of its rows `s` left, and which came back.
    """
    return f"""
INSERT INTO delivery_emailhour AS h (service_id, hour, sent, hard_bounces)
SELECT s.service_id, date_trunc('hour', now()),
    count(*) FILTER (WHERE {sent}), count(*) FILTER (WHERE {bounced})
FROM {source} s
WHERE s.channel = 'email' AND s.key_type <> 'test' AND (({sent}) OR {bounced})
GROUP BY 1 ORDER BY 1
ON CONFLICT (hour, service_id) DO UPDATE SET
    sent = h.sent + EXCLUDED.sent, hard_bounces = h.hard_bounces + EXCLUDED.hard_bounces"""  # noqa: S608  our own names


def email_hours(service: Service) -> QuerySet[EmailHour]:
    """Return the counts that a service's rate is made of."""
    return EmailHour.objects.filter(service_id=service.id, hour__gt=Now() - WINDOW)


def bounce_rate(service: Service) -> BounceRate:
    """Return a service's rate of the last 24 hours."""
    sums = email_hours(service).aggregate(Sum("sent", default=0), Sum("hard_bounces", default=0))
    return BounceRate(service.id, sums["sent__sum"], sums["hard_bounces__sum"])


def watch_bounce_rates() -> int:
    """Act on every service over a threshold; return how many were suspended or warned."""
    acted = 0
    rates = _rates(least=settings.BOUNCE_MINIMUM_VOLUME, percent=settings.BOUNCE_WARNING_PERCENT)
    for rate in list(rates):
        acted += _suspend(rate) if rate.level == "critical" else _warn(rate)
    EmailHour.objects.filter(hour__lt=timezone.now() - KEPT).delete()
    return acted


def suspended_at(service: Service) -> datetime | None:
    """Return when a service lost the permission to send emails for its bounces, if it still has."""
    if service.can(Service.Permission.EMAIL):
        return None
    found: datetime | None = suspensions_of(service).aggregate(last=Max("at"))["last"]
    return found


def suspensions_of(service: Service) -> QuerySet[AuditEvent]:
    """Return the record of each time that a service's emails were suspended for its bounces."""
    return AuditEvent.objects.filter(service_id=service.id, action=SUSPENDED)


def rates_of_all() -> list[BounceRate]:
    """Return the rate of every service that sent an email in the last 24 hours."""
    return list(_rates(least=1))


def _rates(*, least: int, percent: float = 0.0) -> Iterator[BounceRate]:
    with connection.cursor() as cursor:
        parameters = {"window": WINDOW.total_seconds(), "least": least, "percent": percent}
        cursor.execute(SUMS, parameters)
        yield from (BounceRate(*row) for row in cursor.fetchall())


@transaction.atomic
def _suspend(rate: BounceRate) -> int:
    """Take the permission to send emails away, unless somebody gave it back within the window."""
    if _is_recorded(rate, SUSPENDED):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(SUSPEND, [rate.service_id])
        if not cursor.rowcount:
            return 0
    _record(rate, SUSPENDED, before={"email": True}, after={"email": False})
    _tell(rate, SUSPENDED)
    return 1


@transaction.atomic
def _warn(rate: BounceRate) -> int:
    if _is_recorded(rate, WARNED):
        return 0
    _record(rate, WARNED, before={}, after={})
    _tell(rate, WARNED)
    return 1


def _tell(rate: BounceRate, kind: str) -> None:
    values: dict[str, str | int] = {
        "sent": rate.sent,
        "bounced": rate.hard_bounces,
        "percent": round(rate.percent),
        "limit": f"{settings.BOUNCE_CRITICAL_PERCENT:g}",
    }
    # The record just made is the occasion: there is one at most in a window.
    record_notice(rate.service_id, kind, values, once_key=timezone.now().isoformat("T", "minutes"))


def _is_recorded(rate: BounceRate, action: str) -> bool:
    since = timezone.now() - WINDOW
    events = AuditEvent.objects.filter(service_id=rate.service_id, action=action, at__gt=since)
    return events.exists()


def _record(
    rate: BounceRate, action: str, *, before: dict[str, bool], after: dict[str, bool]
) -> None:
    figures = {"sent": rate.sent, "hard_bounces": rate.hard_bounces}
    AuditEvent.objects.create(
        action=action,
        service_id=rate.service_id,
        subject_type="service",
        subject_id=str(rate.service_id),
        before=before,
        after={**after, **figures},
    )

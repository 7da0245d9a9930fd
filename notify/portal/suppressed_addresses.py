"""What the pages about addresses that failed show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from notify.delivery.models import Suppression
from notify.delivery.suppression import recipient_of
from notify.notifications.models import Notification
from notify.services.models import Service

PAGE_SIZE = 50
MOST_PROBLEMS = 500
PROBLEM_DAYS = 7


@dataclass(frozen=True)
class Entry:
    """One address. `message_id` is the service's own message that failed, while it is kept."""

    row: Suppression
    recipient: str
    message_id: UUID | None
    is_own: bool


@dataclass(frozen=True)
class Page:
    """Some addresses, the newest first, and the number that the next page begins before."""

    entries: list[Entry]
    next_before: int | None


def suppression_scope(service: Service) -> str:
    """Return what a sealed search among a service's suppressed addresses is sealed for."""
    return f"suppression {service.id}"


def page_of(rows: QuerySet[Suppression], service: Service, before: int | None) -> Page:
    """Return a page of suppressed addresses."""
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    rest = found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None
    return Page(_entries(found[:PAGE_SIZE], service), rest)


def problem_addresses(service: Service) -> list[Entry]:
    """Return the addresses whose emails came back for good within PROBLEM_DAYS, newest first."""
    return _entries(problems_of(service).order_by("-created_at")[:MOST_PROBLEMS], service)


def problems_of(service: Service) -> QuerySet[Suppression]:
    """Return the rows of problem_addresses, however many."""
    since = timezone.now() - timedelta(days=PROBLEM_DAYS)
    return Suppression.objects.filter(
        service=service, reason=Suppression.Reason.HARD_BOUNCE, created_at__gte=since
    )


def _entries(rows: Iterable[Suppression], service: Service) -> list[Entry]:
    rows = list(rows)
    wanted = [row.notification_id for row in rows if row.notification_id]
    messages = Notification.objects.of_service(service).filter(id__in=wanted)
    kept = set(messages.values_list("id", flat=True))
    return [
        Entry(
            row=row,
            recipient=recipient_of(row),
            message_id=row.notification_id if row.notification_id in kept else None,
            is_own=row.service_id == service.id,
        )
        for row in rows
    ]

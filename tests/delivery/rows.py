"""Put notifications into the table, as accepted."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from notify.notifications.ids import new_id
from notify.notifications.models import Notification
from notify.sending.store import NewNotification, store_notification
from notify.services.models import Service
from notify.stats.models import DailyCount
from tests import factories


def accept(service: Service, number: int = 1, **fields: Any) -> list[UUID]:
    """Accept emails, or texts with `channel="sms"`; return their ids."""
    channel = fields.get("channel", "email")
    template = service.templates.filter(channel=channel).first()
    if template is None:
        make = factories.make_sms_template if channel == "sms" else factories.make_email_template
        template = make(service)
    to = ("+16132532299",) * 2 if channel == "sms" else ("Ana@Example.ca", "ana@example.ca")
    values = {"code": "1234"} if channel == "sms" else {"name": "Ana", "state": "approved"}
    new = NewNotification(
        service_id=service.id,
        template_id=template.id,
        template_version=template.version,
        key_type="normal",
        channel=channel,
        queue="normal",
        recipient=to[0],
        normalised=to[1],
        personalisation=values,
        fragments=1 if channel == "sms" else 0,
    )
    news = [replace(new, **{"id": new_id(), **fields}) for _ in range(number)]
    for one in news:
        store_notification(one, None)
    return [one.id for one in news]


def statuses(ids: list[UUID]) -> set[str]:
    return set(Notification.objects.filter(id__in=ids).values_list("status", flat=True))


def counts(service: Service) -> dict[str, int]:
    """Return what DailyCount says of a service, by status, without zeroes."""
    totals: dict[str, int] = {}
    for status, count in DailyCount.objects.filter(service_id=service.id).values_list(
        "status", "count"
    ):
        totals[status] = totals.get(status, 0) + count
    return {status: count for status, count in totals.items() if count}


def counted_rows(service: Service) -> dict[str, int]:
    """Return the same, counted from the rows."""
    totals: dict[str, int] = {}
    for status in Notification.objects.filter(service_id=service.id).values_list(
        "status", flat=True
    ):
        totals[status] = totals.get(status, 0) + 1
    return totals

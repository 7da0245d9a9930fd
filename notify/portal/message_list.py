"""Find a service's messages: by state, channel and an exact search, fifty at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from notify.message_templates.models import Channel, Queue
from notify.notifications.ids import first_id_at
from notify.notifications.models import Notification, NotificationQuerySet, Status
from notify.notifications.recipients import recipient_index
from notify.notifications.statuses import KINDS, kind_of, state_of
from notify.portal.days import end_of, read_day, start_of
from notify.portal.sealed_search import open_search, seal_search
from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import RecipientError
from notify.recipients.phone_number import parse_phone_number
from notify.services.models import ApiKey, Service
from notify.vault import CannotOpen

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE_SIZE = 50


@dataclass(frozen=True)
class Filters:
    """What people chose to see. `search` is the text as they typed it."""

    state: str = ""
    channel: str = ""
    search: str = ""
    with_tests: bool = False
    template: UUID | None = None
    job: UUID | None = None
    key: UUID | None = None
    first: date | None = None
    last: date | None = None

    def query(self, service: Service) -> str:
        """Return the address's query for these filters, the search sealed."""
        fields = {"state": self.state, "channel": self.channel}
        fields["tests"] = "1" if self.with_tests else ""
        for name in ("template", "job", "key", "first", "last"):
            fields[name] = str(getattr(self, name) or "")
        fields["search"] = seal_search(self.search, str(service.id)) if self.search else ""
        return urlencode({name: value for name, value in fields.items() if value})


@dataclass(frozen=True)
class Row:
    """A message as a list shows it. `recipient` is empty once it is erased."""

    message: Notification
    recipient: str
    template_name: str
    state: StrOrPromise
    kind: str


@dataclass(frozen=True)
class Page:
    """Some messages, newest first, and the id that the next page begins after."""

    rows: list[Row]
    next_after: UUID | None


def read_filters(fields: Mapping[str, str], service: Service) -> Filters:
    """Return the filters of an address's query; what is not one of them is dropped."""
    state, channel = fields.get("state", ""), fields.get("channel", "")
    return Filters(
        state=state if state in KINDS else "",
        channel=channel if channel in Channel.values else "",
        search=open_search(fields.get("search", ""), str(service.id)),
        with_tests=fields.get("tests") == "1",
        template=_read_id(fields.get("template", "")),
        job=_read_id(fields.get("job", "")),
        key=_read_id(fields.get("key", "")),
        first=read_day(fields.get("first", "")),
        last=read_day(fields.get("last", "")),
    )


def list_messages(service: Service, filters: Filters, after: UUID | None = None) -> Page:
    """Return one page of messages. `after` is the last id of the page before."""
    rows = Notification.objects.of_service(service).with_template_names().newest_first()
    if after:
        rows = rows.filter(id__lt=after)
    if filters.state:
        rows = rows.filter(status__in=KINDS[filters.state])
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if not filters.with_tests:
        rows = rows.exclude(key_type=ApiKey.Type.TEST)
    rows = _of_origin(rows, filters)
    rows = _of_days(rows, filters)
    found = _search(rows, filters.search) if filters.search else list(rows[: PAGE_SIZE + 1])
    rest = found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else None
    return Page(present(found[:PAGE_SIZE]), rest)


def _of_origin(rows: NotificationQuerySet, filters: Filters) -> NotificationQuerySet:
    wanted = {
        "template_id": filters.template,
        "job_id": filters.job,
        "api_key_id": filters.key,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _of_days(rows: NotificationQuerySet, filters: Filters) -> NotificationQuerySet:
    """Keep the messages of some business days. The bound on the id spares older partitions."""
    if filters.first:
        # The id of a list's message may be up to a day older than the message.
        start = start_of(filters.first)
        rows = rows.filter(created_at__gte=start, id__gte=first_id_at(start - timedelta(days=1)))
    if filters.last:
        end = end_of(filters.last)
        rows = rows.filter(created_at__lt=end, id__lt=first_id_at(end))
    return rows


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def recent_messages(service: Service, most: int) -> list[Row]:
    """Return the newest messages, less those of test keys."""
    rows = Notification.objects.of_service(service).with_template_names().newest_first()
    return present(list(rows.exclude(key_type=ApiKey.Type.TEST)[:most]))


def scheduled_messages(service: Service, most: int) -> list[Row]:
    """Return the messages to one person that wait for their time, the soonest first.

    The index of what is due finds them. Test keys' messages are left out.
    """
    now = datetime.now(UTC)
    rows = Notification.objects.of_service(service).filter(
        queue__in=Queue.values,
        due_at__gt=now,
        scheduled_for__gt=now,
        status=Status.CREATED,
        job_id=None,
    )
    rows = rows.exclude(key_type=ApiKey.Type.TEST).with_template_names()
    return present(list(rows.order_by("scheduled_for", "id")[:most]))


def readable_recipient(message: Notification) -> str:
    """Return the recipient as it was submitted, or nothing once it is erased."""
    try:
        return message.recipient
    except CannotOpen:
        return ""


def recipient_indexes(text: str) -> list[bytes]:
    """Return the blind indexes that a typed recipient may be stored under."""
    indexes = [recipient_index(text.strip().lower())]
    try:
        indexes.append(recipient_index(parse_email_address(text).normalised))
    except RecipientError:
        pass
    try:
        indexes.append(recipient_index(parse_phone_number(text).e164))
    except RecipientError:
        pass
    return indexes


def _search(rows: NotificationQuerySet, text: str) -> list[Notification]:
    """Look for a recipient and for a reference, each by its own index, and merge."""
    found: dict[UUID, Notification] = {}
    for matches in (
        rows.filter(recipient_index__in=recipient_indexes(text)),
        rows.with_reference(text.strip()),
    ):
        found |= {row.id: row for row in matches[: PAGE_SIZE + 1]}
    return sorted(found.values(), key=lambda row: row.id, reverse=True)


def present(messages: list[Notification]) -> list[Row]:
    """Present messages that were read `with_template_names`."""
    return [
        Row(
            message=message,
            recipient=readable_recipient(message),
            template_name=message.template_name or "",  # type: ignore[attr-defined]
            state=state_of(message),
            kind=kind_of(message.status),
        )
        for message in messages
    ]

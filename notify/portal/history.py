"""What was done in a service, in words, from the audit trail."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from notify.accounts.models import AuditEvent, User
from notify.portal.days import end_of, read_day, start_of
from notify.portal.record_words import act_words, fact_words, kind_words, value_words
from notify.services.models import Service

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Filters:
    """What a person chose to see; dates are whole local days."""

    action: str = ""
    person: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Change:
    name: StrOrPromise
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One act. `person` is None for the product itself."""

    event: AuditEvent
    action: StrOrPromise
    kind: StrOrPromise
    person: User | None
    changes: list[Change]


def read_filters(fields: Mapping[str, str]) -> Filters:
    """Return the filters of a query; what is not one of them is dropped."""
    return Filters(
        action=fields.get("action", ""),
        person=_read_id(fields.get("person", "")),
        since=read_day(fields.get("since", "")),
        until=read_day(fields.get("until", "")),
    )


def events_of(service: Service, filters: Filters) -> QuerySet[AuditEvent]:
    """Return the acts of a service that pass, the newest first."""
    found = AuditEvent.objects.filter(service_id=service.pk).select_related("actor")
    if filters.action:
        found = found.filter(action=filters.action)
    if filters.person:
        found = found.filter(actor_id=filters.person)
    if filters.since:
        found = found.filter(at__gte=start_of(filters.since))
    if filters.until:
        found = found.filter(at__lt=end_of(filters.until))
    return found.order_by("-at", "-pk")


def entry_of(event: AuditEvent) -> Entry:
    kind, names = event.subject_type, sorted({*event.before, *event.after})
    return Entry(
        event=event,
        action=act_words(event.action),
        kind=kind_words(kind),
        person=event.actor,
        changes=[
            Change(
                fact_words(kind, name),
                value_words(kind, name, event.before.get(name)),
                value_words(kind, name, event.after.get(name)),
            )
            for name in names
        ],
    )


def choices_of(service: Service) -> tuple[list[tuple[str, StrOrPromise]], list[User]]:
    """Return the kinds of acts and the people that a service's record has."""
    found = AuditEvent.objects.filter(service_id=service.pk).order_by()
    actions = found.values_list("action", flat=True).distinct()
    people = found.exclude(actor=None).values_list("actor_id", flat=True).distinct()
    named = User.objects.filter(pk__in=people).order_by("name")
    return sorted_acts(actions), list(named)


def sorted_acts(acts: Iterable[str]) -> list[tuple[str, StrOrPromise]]:
    """Return kinds of acts with their words, in the order of the words."""
    return sorted(((each, act_words(each)) for each in acts), key=lambda each: _order(each[1]))


def _order(words: StrOrPromise) -> str:
    """Return what puts words in the order of a dictionary, accents aside."""
    return unicodedata.normalize("NFKD", str(words)).encode("ascii", "ignore").decode().casefold()


def file_rows(events: Iterator[AuditEvent]) -> Iterator[list[str]]:
    """Return the rows of the file, with ISO times and codes that stay the same."""
    for event in events:
        yield [
            event.at.isoformat(timespec="seconds"),
            event.action,
            event.actor.email if event.actor else "",
            event.subject_type,
            event.subject_id,
            _plain(event.before or None),
            _plain(event.after or None),
            event.address or "",
        ]


def _plain(value: Any) -> str:
    """Return a value as files hold it: the same in both languages."""
    return "" if value is None else str(value)


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

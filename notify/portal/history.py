"""What was done in a service, in words, from the audit trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notify.accounts.models import AuditEvent, User
from notify.services.models import Service

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "service-created": _("Service created"),
    "service-changed": _("Settings changed"),
    "service-suspended": _("Service suspended"),
    "service-resumed": _("Service resumed"),
    "service-archived": _("Service deleted"),
    "organisation-linked": _("Organisation linked"),
    "invitation-made": _("Colleague invited"),
    "invitation-sent-again": _("Invitation sent again"),
    "invitation-cancelled": _("Invitation cancelled"),
    "member-joined": _("Member joined"),
    "member-changed": _("Permissions changed"),
    "member-left": _("Member left"),
    "member-removed": _("Member removed"),
    "terms-accepted": _("Terms of use accepted"),
    "go-live-requested": _("Go-live request handed in"),
    "go-live-approved": _("Go-live request approved"),
    "go-live-sent-back": _("Go-live request sent back"),
    "api-key-made": _("API key created"),
    "api-key-rotated": _("API key rotated"),
    "api-key-end-set": _("End of an API key set"),
    "api-key-revoked": _("API key revoked"),
    "safelist-changed": _("Safelist changed"),
    "callback-set": _("Callback set up"),
    "callback-secret-rotated": _("Signing secret renewed"),
    "callback-removed": _("Callback removed"),
    "callback-resumed": _("Callback resumed"),
    "callback-suspended": _("Callback suspended"),
    "callbacks-replayed": _("Callbacks made again"),
    "reply-to-test-sent": _("Test of a reply-to address sent"),
    "reply-to-added": _("Reply-to address added"),
    "reply-to-changed": _("Reply-to address changed"),
    "reply-to-made-default": _("Default reply-to address chosen"),
    "reply-to-removed": _("Reply-to address removed"),
    "sms-sender-added": _("Text message sender added"),
    "sms-sender-made-default": _("Default text message sender chosen"),
    "sms-sender-removed": _("Text message sender removed"),
    "template-created": _("Template created"),
    "template-edited": _("Template changed"),
    "template-moved": _("Template moved"),
    "template-archived": _("Template archived"),
    "template-restored": _("Template restored"),
    "template-redacted": _("Values of a template hidden"),
    "template-approved": _("Change to a template approved"),
    "template-sent-back": _("Change to a template sent back"),
    "template-draft-saved": _("Change to a template handed in for review"),
    "template-draft-sent-back": _("Change to a template sent back"),
    "template-draft-withdrawn": _("Change to a template withdrawn"),
    "template-review-changed": _("Review of templates changed"),
    "folder-created": _("Folder created"),
    "folder-renamed": _("Folder renamed"),
    "folder-moved": _("Folder moved"),
    "folder-deleted": _("Folder deleted"),
    "folder-visibility-changed": _("Who sees a folder changed"),
    "send-started": _("Send started"),
    "send-paused": _("Send paused"),
    "send-resumed": _("Send resumed"),
    "send-cancelled": _("Send cancelled"),
    "reminders-planned": _("Reminders planned"),
    "reminders-cancelled": _("Reminders cancelled"),
    "quiet-hours-changed": _("Quiet hours changed"),
    "topic-added": _("Topic added"),
    "topic-changed": _("Topic changed"),
    "topic-imported": _("People imported into a topic"),
    "topic-exported": _("People of a topic exported"),
    "report-requested": _("Report requested"),
    "report-downloaded": _("Report downloaded"),
    "logo-asked": _("Logo asked for"),
    "logo-chosen": _("Logo chosen"),
    "logo-approved": _("Logo approved"),
    "logo-sent-back": _("Logo sent back"),
    "limits-changed": _("Limits changed"),
}


@dataclass(frozen=True)
class Filters:
    """What a person chose to see; dates are whole local days."""

    action: str = ""
    person: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Change:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One act. `person` is None for the product itself."""

    event: AuditEvent
    action: StrOrPromise
    person: User | None
    changes: list[Change]


def read_filters(fields: Mapping[str, str]) -> Filters:
    """Return the filters of a query; what is not one of them is dropped."""
    return Filters(
        action=fields.get("action", ""),
        person=_read_id(fields.get("person", "")),
        since=_read_day(fields.get("since", "")),
        until=_read_day(fields.get("until", "")),
    )


def events_of(service: Service, filters: Filters) -> QuerySet[AuditEvent]:
    """Return the acts of a service that pass, the newest first."""
    found = AuditEvent.objects.filter(service_id=service.pk).select_related("actor")
    if filters.action:
        found = found.filter(action=filters.action)
    if filters.person:
        found = found.filter(actor_id=filters.person)
    if filters.since:
        found = found.filter(at__gte=_midnight(filters.since))
    if filters.until:
        found = found.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    return found.order_by("-at", "-pk")


def entry_of(event: AuditEvent) -> Entry:
    names = sorted({*event.before, *event.after})
    return Entry(
        event=event,
        action=ACTIONS.get(event.action, event.action),
        person=event.actor,
        changes=[
            Change(name, _shown(event.before.get(name)), _shown(event.after.get(name)))
            for name in names
        ],
    )


def choices_of(service: Service) -> tuple[list[tuple[str, StrOrPromise]], list[User]]:
    """Return the kinds of acts and the people that a service's record has."""
    found = AuditEvent.objects.filter(service_id=service.pk).order_by()
    actions = sorted(found.values_list("action", flat=True).distinct())
    people = found.exclude(actor=None).values_list("actor_id", flat=True).distinct()
    named = User.objects.filter(pk__in=people).order_by("name")
    return [(each, ACTIONS.get(each, each)) for each in actions], list(named)


def file_rows(events: Iterator[AuditEvent]) -> Iterator[list[str]]:
    """Return the rows of the file, with ISO times and codes that stay the same."""
    for event in events:
        yield [
            event.at.isoformat(timespec="seconds"),
            event.action,
            event.actor.email if event.actor else "",
            event.subject_type,
            event.subject_id,
            _shown(event.before or None),
            _shown(event.after or None),
            event.address or "",
        ]


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _read_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.LOCAL_TIME_ZONE))

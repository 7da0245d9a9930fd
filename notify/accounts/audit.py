"""Put on record who did what, to which object, from where. Rows are added and never changed."""

from typing import Any, TypedDict
from uuid import UUID

from django.db import models
from django.http import HttpRequest

from notify.accounts.models import AuditEvent, User


class Changes(TypedDict):
    """What was and what is, of that which differs."""

    before: dict[str, Any]
    after: dict[str, Any]


def record_event(
    action: str,
    subject: models.Model,
    *,
    actor: User | None = None,
    service_id: UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> AuditEvent:
    """Record an act in the caller's transaction. `before` and `after` hold only what changed.

    `action` reads `noun-verb`: `api-key-revoked`. No recipient, secret or message goes in.
    The actor, when not given, is the person of the request.
    """
    person = request.user if request else None
    if actor is None and isinstance(person, User):
        actor = person
    return AuditEvent.objects.create(
        action=action,
        actor=actor,
        service_id=service_id,
        subject_type=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        before=before or {},
        after=after or {},
        address=request.META.get("REMOTE_ADDR") or None if request else None,
    )


def changes(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """Return the two halves of what differs, as arguments of `record_event`."""
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return {
        "before": {name: before[name] for name in names if name in before},
        "after": {name: after[name] for name in names if name in after},
    }

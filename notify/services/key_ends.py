"""Keys that end: rotation with an overlap, set ends, and reminders before them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from notify.accounts.audit import record_event
from notify.accounts.models import User
from notify.services.api_keys import NewApiKey, create_api_key
from notify.services.models import ApiKey, Membership
from notify.services.notices import record_notice

REMIND_BEFORE = (timedelta(days=7), timedelta(days=1))
READERS = (Membership.Permission.MANAGE_API_KEYS, Membership.Permission.MANAGE_SERVICE)


class KeyEnded(ValueError):
    """The key does not work any more, so there is nothing to rotate or to end."""


@transaction.atomic
def rotate_key(key: ApiKey, name: str, overlap: timedelta, request: HttpRequest) -> NewApiKey:
    """Make a key like another, which ends after an overlap. Raises KeyEnded, IntegrityError."""
    old = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if not old.works():
        raise KeyEnded
    made = create_api_key(
        old.service,
        name,
        old.key_type,
        permissions=old.permissions,
        created_by=request.user if isinstance(request.user, User) else None,
    )
    ApiKey.objects.filter(pk=made.key.pk).update(replaces=old)
    ends = timezone.now() + overlap
    if old.expires_at is None or ends < old.expires_at:
        old.expires_at = ends
        old.save(update_fields=["expires_at"])
    record_event(
        "api-key-rotated",
        old,
        service_id=old.service_id,
        after={"replacement": str(made.key.pk), "expires_at": old.expires_at.isoformat()},
        request=request,
    )
    return made


@transaction.atomic
def set_key_end(key: ApiKey, ends: datetime | None, request: HttpRequest) -> None:
    """Let a key end at a time, or not by itself. Raises KeyEnded."""
    locked = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if not locked.works():
        raise KeyEnded
    before = locked.expires_at.isoformat() if locked.expires_at else None
    locked.expires_at = ends
    locked.save(update_fields=["expires_at"])
    record_event(
        "api-key-end-set",
        locked,
        service_id=locked.service_id,
        before={"expires_at": before},
        after={"expires_at": ends.isoformat() if ends else None},
        request=request,
    )


def remind_of_ends() -> int:
    """Tell teams of keys that end in a week, and in a day; return how many were told. A duty."""
    told = 0
    now = timezone.now()
    last = now + max(REMIND_BEFORE)
    soon = ApiKey.objects.filter(revoked_at=None, expires_at__gt=now, expires_at__lte=last)
    for key in soon.filter(~Q(service__active=False)):
        told += _remind(key, now)
    return told


def _remind(key: ApiKey, now: datetime) -> bool:
    assert key.expires_at  # noqa: S101  the query asks for it
    nearest = min(span for span in REMIND_BEFORE if key.expires_at - now <= span)
    return record_notice(
        key.service_id,
        "api-key-ends",
        {
            "key_name": key.name,
            "ends": date_format(timezone.localtime(key.expires_at), "Y-m-d H:i") + " UTC",
        },
        once_key=f"{key.pk} {key.expires_at:%Y%m%d%H%M} {nearest.days}",
        permissions=READERS,
    )

"""Help people back in: unlock, block, end sessions, and reset second factors with two people."""

import secrets
from datetime import UTC, datetime
from typing import cast

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from notify.accounts.audit import record_event
from notify.accounts.guessing import lift_guard
from notify.accounts.models import User
from notify.accounts.second_factor import reset_second_factors
from notify.accounts.sessions import end_sessions
from notify.portal.models import FactorReset


class NotAllowed(Exception):
    """An act that this person may not do; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def unlock(user: User, request: HttpRequest) -> None:
    """Forget the failed attempts of an account."""
    lift_guard(user.email)
    record_event("person-unlocked", user, request=request)


@transaction.atomic
def expire_password(user: User, request: HttpRequest) -> User:
    """Make a password useless and end the sessions; return the person as stored. Raises NotAllowed.

    The new one is random: "I forgot my password" goes on working, and nothing tells a stranger that
    the account exists.
    """
    if user.is_superuser and not getattr(request.user, "is_superuser", False):
        raise NotAllowed("superuser")
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.set_password(secrets.token_urlsafe(32))
    locked.save(update_fields=["password"])
    end_sessions(locked)
    record_event("password-expired", locked, request=request)
    return locked


@transaction.atomic
def set_active(user: User, request: HttpRequest, *, active: bool) -> None:
    """Block an account, which ends its sessions, or let it in again. Raises NotAllowed."""
    if user == request.user:
        raise NotAllowed("yourself")
    if user.is_superuser and not getattr(request.user, "is_superuser", False):
        raise NotAllowed("superuser")
    User.objects.filter(pk=user.pk).update(is_active=active)
    if not active:
        end_sessions(user)
    record_event(
        "person-unblocked" if active else "person-blocked",
        user,
        before={"active": user.is_active},
        after={"active": active},
        request=request,
    )


def sign_out_everywhere(user: User, request: HttpRequest) -> int:
    """End a person's sessions; return how many."""
    ended = end_sessions(user)
    record_event("person-signed-out", user, after={"sessions": ended}, request=request)
    return ended


def ask_for_reset(user: User, request: HttpRequest, reason: str) -> FactorReset:
    """Ask to take away a person's second factors. Raises NotAllowed: one is asked for already."""
    try:
        with transaction.atomic():
            asker = cast(User, request.user)
            asked = FactorReset.objects.create(user=user, asked_by=asker, reason=reason)
            record_event("factor-reset-asked", user, request=request)
    except IntegrityError:
        raise NotAllowed("asked") from None
    return asked


@transaction.atomic
def decide_reset(asked: FactorReset, request: HttpRequest, *, approve: bool) -> None:
    """Approve or refuse. Raises NotAllowed: it takes a second person, and only once."""
    locked = FactorReset.objects.select_for_update().get(pk=asked.pk)
    if locked.state != FactorReset.State.ASKED:
        raise NotAllowed("decided")
    if approve and request.user in (locked.asked_by, locked.user):
        raise NotAllowed("same-person")
    locked.state = FactorReset.State.DONE if approve else FactorReset.State.REFUSED
    actor = cast(User, request.user)
    locked.decided_by = actor
    locked.decided_at = datetime.now(UTC)
    locked.save(update_fields=["state", "decided_by", "decided_at"])
    if approve:
        reset_second_factors(locked.user, actor=actor, request=request)
    else:
        record_event("factor-reset-refused", locked.user, request=request)

"""Invite people to a service, change what they may do there, and let them go.

Everything that can take a manager away locks the service's row first, so that two managers who
remove each other at the same moment cannot both succeed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from notify.accounts.audit import changes, record_event
from notify.accounts.models import User
from notify.services.models import Invitation, Membership, Service
from notify.services.models.invitation import end_of_invitation

FEWEST_OF_A_LIVE_SERVICE = 2


class TeamError(ValueError):
    """Something that a team cannot do; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Grant:
    """What a member may do, and the folders that are hidden from them."""

    permissions: tuple[str, ...] = ()
    is_auditor: bool = False

    def on_record(self) -> dict[str, object]:
        return {"permissions": sorted(self.permissions), "is_auditor": self.is_auditor}


def grant_of(holder: Membership | Invitation) -> Grant:
    return Grant(tuple(holder.permissions), holder.is_auditor)


@transaction.atomic
def invite(
    service: Service,
    email: str,
    grant: Grant,
    hidden_folders: Iterable[UUID],
    request: HttpRequest,
) -> Invitation:
    """Offer a place to an address. Raises TeamError for a member, or somebody invited already."""
    _lock(service)
    if service.memberships.filter(user__email__iexact=email).exists():
        raise TeamError("already-member")
    expire_invitations(service)
    if service.invitations.filter(email=email, state=Invitation.State.OPEN).exists():
        raise TeamError("already-invited")
    invitation = Invitation.objects.create(
        service=service,
        email=email,
        permissions=list(grant.permissions),
        is_auditor=grant.is_auditor,
        hidden_folders=list(hidden_folders),
        invited_by=cast(User, request.user),
    )
    record_event(
        "invitation-made",
        invitation,
        service_id=service.pk,
        after=grant.on_record(),
        request=request,
    )
    return invitation


def expire_invitations(service: Service) -> None:
    """Close what nobody accepted in time, so that the address can be invited again."""
    now = timezone.now()
    overdue = service.invitations.filter(state=Invitation.State.OPEN, expires_at__lte=now)
    overdue.update(state=Invitation.State.CANCELLED, settled_at=now)


@transaction.atomic
def renew_invitation(invitation: Invitation, request: HttpRequest) -> bool:
    """Give an open invitation two more days; return whether it was still open."""
    renewed = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN).update(
        expires_at=end_of_invitation()
    )
    if renewed:
        record_event(
            "invitation-sent-again", invitation, service_id=invitation.service_id, request=request
        )
    return bool(renewed)


@transaction.atomic
def cancel_invitation(invitation: Invitation, request: HttpRequest) -> bool:
    """Take an offer back; return whether it was still open."""
    cancelled = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN).update(
        state=Invitation.State.CANCELLED, settled_at=timezone.now()
    )
    if cancelled:
        record_event(
            "invitation-cancelled", invitation, service_id=invitation.service_id, request=request
        )
    return bool(cancelled)


@transaction.atomic
def accept_invitation(
    invitation: Invitation, user: User, request: HttpRequest
) -> tuple[Membership, bool]:
    """Return the membership of the person with the address, and if it is new. Raises TeamError."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.email.lower() != user.email.lower():
        raise TeamError("not-for-you")
    if not locked.is_open() or locked.service.archived_at:
        raise TeamError("closed")
    membership, made = Membership.objects.get_or_create(
        service_id=locked.service_id,
        user=user,
        defaults={"permissions": locked.permissions, "is_auditor": locked.is_auditor},
    )
    locked.state, locked.settled_at = Invitation.State.ACCEPTED, timezone.now()
    locked.save(update_fields=["state", "settled_at"])
    if made:
        record_event(
            "member-joined",
            membership,
            service_id=locked.service_id,
            after=grant_of(locked).on_record(),
            request=request,
        )
    return membership, made


@transaction.atomic
def change_member(membership: Membership, grant: Grant, request: HttpRequest) -> None:
    """Change what a member may do. Raises TeamError for the last who manages the service."""
    service = _lock(membership.service)
    locked = Membership.objects.get(pk=membership.pk)
    if _manages(grant_of(locked)) and not _manages(grant) and not _others(locked, managers=True):
        raise TeamError("last-manager")
    before = grant_of(locked).on_record()
    locked.permissions, locked.is_auditor = list(grant.permissions), grant.is_auditor
    locked.save(update_fields=["permissions", "is_auditor"])
    difference = changes(before, grant.on_record())
    if difference["after"]:
        record_event("member-changed", locked, service_id=service.pk, request=request, **difference)


@transaction.atomic
def remove_member(membership: Membership, request: HttpRequest) -> None:
    """Let a member go, or let them leave. Raises TeamError, Membership.DoesNotExist."""
    service = _lock(membership.service)
    locked = Membership.objects.get(pk=membership.pk)
    if _manages(grant_of(locked)) and not _others(locked, managers=True):
        raise TeamError("last-manager")
    if not service.restricted and _others(locked) + 1 <= FEWEST_OF_A_LIVE_SERVICE:
        raise TeamError("too-few")
    left = request.user == locked.user
    record_event(
        "member-left" if left else "member-removed",
        locked.user,
        service_id=service.pk,
        before=grant_of(locked).on_record(),
        request=request,
    )
    locked.delete()


def _manages(grant: Grant) -> bool:
    return Membership.Permission.MANAGE_SERVICE in grant.permissions


def _others(membership: Membership, *, managers: bool = False) -> int:
    others = Membership.objects.filter(service_id=membership.service_id, user__is_active=True)
    if managers:
        others = others.filter(permissions__contains=[Membership.Permission.MANAGE_SERVICE])
    return others.exclude(pk=membership.pk).count()


def _lock(service: Service) -> Service:
    return Service.objects.select_for_update(no_key=True).get(pk=service.pk)

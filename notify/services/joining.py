"""Ask to join a service of one's own organisation, and answer.

Only people whose address is of the organisation see its services, and only their names. Who answers
may be anybody who manages the service.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from notify.accounts.audit import record_event
from notify.accounts.models import User
from notify.accounts.models.domains import suffixes_of
from notify.services.models import Domain, JoinRequest, Membership, Organisation, Service
from notify.services.team import Grant

MOST_ASKED = 5  # people who manage a service, for one request
State = JoinRequest.State


def organisation_of(user: User) -> Organisation | None:
    """Return the organisation that a person's email domain belongs to."""
    domains = Domain.objects.filter(name__in=suffixes_of(user.email), organisation__active=True)
    longest = max(
        domains.select_related("organisation"), key=lambda each: len(each.name), default=None
    )
    return longest.organisation if longest else None


def services_to_join(user: User) -> QuerySet[Service]:
    """Return the services of a person's organisation that the person is not in."""
    organisation = organisation_of(user)
    if organisation is None or not organisation.shows_services:
        return Service.objects.none()
    open_ones = Service.objects.filter(organisation=organisation, active=True, archived_at=None)
    return open_ones.exclude(memberships__user=user).order_by("name", "pk")


def managers_of(service: Service) -> QuerySet[User]:
    """Return the people who may say yes."""
    managers = User.objects.filter(
        is_active=True,
        memberships__service=service,
        memberships__permissions__contains=[Membership.Permission.MANAGE_SERVICE],
    )
    return managers.order_by("name", "pk")


@transaction.atomic
def ask_to_join(
    service: Service, user: User, asked: Sequence[User], reason: str, request: HttpRequest
) -> JoinRequest | None:
    """Record a request; nothing if one waits already, or the person is in the team."""
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    waiting = service.join_requests.filter(user=user, state=State.ASKED)
    if waiting.exists() or service.memberships.filter(user=user).exists():
        return None
    made = JoinRequest.objects.create(service=service, user=user, reason=reason)
    record_event(
        "join-asked", made, service_id=service.pk, after={"asked": len(asked)}, request=request
    )
    return made


@transaction.atomic
def accept_request(
    asked: JoinRequest, grant: Grant, request: HttpRequest
) -> tuple[Membership, bool] | None:
    """Return the new membership, and if it is new; nothing if a colleague was faster."""
    if not _settle(asked, request, State.ACCEPTED):
        return None
    membership, made = Membership.objects.get_or_create(
        service_id=asked.service_id,
        user_id=asked.user_id,
        defaults={"permissions": list(grant.permissions), "is_auditor": grant.is_auditor},
    )
    if made:
        record_event(
            "member-joined",
            membership,
            service_id=asked.service_id,
            after=grant.on_record(),
            request=request,
        )
    return membership, made


@transaction.atomic
def refuse_request(asked: JoinRequest, request: HttpRequest) -> bool:
    """Say no; return whether the request still waited."""
    if not _settle(asked, request, State.REFUSED):
        return False
    record_event("join-refused", asked, service_id=asked.service_id, request=request)
    return True


def _settle(asked: JoinRequest, request: HttpRequest, state: str) -> bool:
    waiting = JoinRequest.objects.filter(pk=asked.pk, state=State.ASKED)
    return bool(
        waiting.update(state=state, settled_at=timezone.now(), settled_by_id=request.user.pk)
    )

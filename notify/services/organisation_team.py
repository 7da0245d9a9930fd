"""Invite people to an organisation, let them in, and let them go. All of it is on record."""

from typing import cast

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from notify.accounts.audit import record_event
from notify.accounts.models import User
from notify.services.models import Organisation, OrganisationMember


class AlreadyThere(ValueError):
    """The address has a place in the organisation, or an offer that is open."""


@transaction.atomic
def invite_to_organisation(
    organisation: Organisation, email: str, request: HttpRequest, *, may_approve: bool
) -> OrganisationMember:
    """Offer a place to an address; an offer that ran out is made anew. Raises AlreadyThere."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    found = organisation.members.filter(email__iexact=email).first()
    if found and not found.has_expired:
        raise AlreadyThere
    if found:
        found.delete()
    made = OrganisationMember.objects.create(
        organisation=organisation,
        email=email,
        may_approve=may_approve,
        invited_by=cast(User, request.user),
    )
    record_event(
        "organisation-member-invited", made, after={"may_approve": may_approve}, request=request
    )
    return made


@transaction.atomic
def take_place(offer: OrganisationMember, user: User, request: HttpRequest) -> bool:
    """Let the person with the address in; return whether the offer was open to them."""
    if offer.email.lower() != user.email.lower() or offer.has_expired:
        return False
    waiting = OrganisationMember.objects.filter(pk=offer.pk, user=None)
    if not waiting.update(user=user, joined_at=timezone.now()):
        return False
    record_event("organisation-member-joined", offer, request=request)
    return True


@transaction.atomic
def remove_place(place: OrganisationMember, request: HttpRequest) -> None:
    """Take back an offer, or let a person go."""
    record_event(
        "organisation-member-removed",
        place,
        before={"may_approve": place.may_approve},
        request=request,
    )
    place.delete()


def approvers_of(organisation: Organisation) -> QuerySet[User]:
    """Return who decides the organisation's go-live requests; nobody if the platform team does."""
    if not organisation.approves_itself:
        return User.objects.none()
    places = organisation.members.filter(may_approve=True).exclude(user=None)
    return User.objects.filter(pk__in=places.values("user"), is_active=True).order_by("pk")

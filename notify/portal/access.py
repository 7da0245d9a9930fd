"""Who may open a page. Every view of the portal wears one of these six decorators.

Signed in means with a second factor (second_factor_gate.py); half signed in, with a password alone.

A service is fetched through the person's membership, so that what belongs to others does not exist
for them: an outsider gets 404. Auditors may look at everything that somebody in the service may
look at, and change nothing. So may the platform team, but for what messages say and to whom.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from notify.accounts.models import User
from notify.message_templates.models import Folder
from notify.services.models import Membership, Organisation, OrganisationMember, Service

P = ParamSpec("P")
Permission = Membership.Permission


@dataclass(frozen=True)
class Access:
    """A person looking at a service: as a member, or as the platform team (no membership)."""

    user: User
    service: Service
    membership: Membership | None

    @property
    def only_reads(self) -> bool:
        """Say whether the person is an auditor of the service or of the platform team."""
        return self.membership is None or self.membership.is_auditor

    @property
    def is_inside(self) -> bool:
        """Say whether the person is in the team; only those read recipients and contents."""
        return self.membership is not None

    def can(self, permission: str) -> bool:
        """Say whether the person may do what a permission stands for."""
        if self.membership is None or self.membership.is_auditor:
            return permission == Permission.VIEW_ACTIVITY
        return self.membership.can(permission)

    def may_read(self, permission: str) -> bool:
        """Say whether the person may look at what a permission lets others change."""
        return self.only_reads or self.can(permission)

    @property
    def manages(self) -> bool:
        return self.can(Permission.MANAGE_SERVICE)

    @property
    def keeps_safelist(self) -> bool:
        """Say whether the person chooses whom a trial may write to besides its team."""
        return self.can(Permission.MANAGE_API_KEYS)

    def can_see_folder(self, folder: Folder | None) -> bool:
        """Say whether a folder is shown to the person; templates outside any folder are."""
        return folder is None or folder.pk not in self.hidden_folder_ids

    @cached_property
    def hidden_folder_ids(self) -> frozenset[UUID]:
        """Return the folders that are not shown to the person, read once."""
        if self.only_reads or self.membership is None or self.manages:
            return frozenset()
        hidden = Folder.objects.filter(hidden_from=self.membership)
        return frozenset(hidden.values_list("pk", flat=True))


@dataclass(frozen=True)
class OrganisationAccess:
    """A person looking at an organisation: with a place in it, or as the platform team."""

    user: User
    organisation: Organisation
    place: OrganisationMember | None

    @property
    def approves(self) -> bool:
        """Say whether the person decides the organisation's go-live requests."""
        is_approver = self.place is not None and self.place.may_approve
        return is_approver and self.organisation.approves_itself

    @property
    def names_approvers(self) -> bool:
        """Say whether the person may invite others to decide."""
        return self.place is None or self.place.may_approve


def public_view(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., Any]:
    """Let anyone open a page."""
    marked = login_not_required(view)
    marked.access = "public"  # type: ignore[attr-defined]  # read by the test of all routes
    return marked


def signed_in_view(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., Any]:
    """Ask people to sign in; no service is involved."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    wrapper.access = "signed in"  # type: ignore[attr-defined]  # read by the test of all routes
    return wrapper


def half_signed_in_view(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., Any]:
    """Open a page to people whose password was right and whose second factor is yet to come."""
    marked = signed_in_view(view)
    marked.is_before_second_factor = True  # type: ignore[attr-defined]  # read by the middleware
    return marked


def platform_view(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., Any]:
    """Open a page to the platform team. For anybody else who is signed in it does not exist."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not cast(User, request.user).acts_for_platform:
            raise Http404
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    wrapper.access = "platform"  # type: ignore[attr-defined]  # read by the test of all routes
    return wrapper


def organisation_view(
    *, approves: bool = False
) -> Callable[
    [Callable[Concatenate[HttpRequest, OrganisationAccess, P], HttpResponseBase]],
    Callable[..., Any],
]:
    """Open a page to an organisation's members and the platform team; others get 404.

    With `approves` only to members who decide its go-live requests; the others get 403. The view
    gets an OrganisationAccess in place of `organisation_id`.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, OrganisationAccess, P], HttpResponseBase],
    ) -> Callable[..., Any]:
        @wraps(view)
        def wrapper(
            request: HttpRequest, organisation_id: UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            access = find_place(cast(User, request.user), organisation_id)
            if approves and not access.approves:
                raise PermissionDenied
            response = view(request, access, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        wrapper.access = "organisation"  # type: ignore[attr-defined]  # read by the test of routes
        return wrapper

    return decorate


def find_place(user: User, organisation_id: UUID) -> OrganisationAccess:
    """Return what a person may do with an organisation. Raises Http404 for an outsider."""
    places = OrganisationMember.objects.select_related("organisation")
    place = places.filter(user=user, organisation_id=organisation_id).first()
    if place and place.organisation.active:
        return OrganisationAccess(user, place.organisation, place)
    if user.acts_for_platform:
        organisation = Organisation.objects.filter(pk=organisation_id).first()
        if organisation:
            return OrganisationAccess(user, organisation, None)
    raise Http404


def service_view(
    *permissions: str,
    readable: bool = False,
    inside: bool = False,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Access, P], HttpResponseBase]], Callable[..., Any]
]:
    """Open a page of a service to its members who hold any of `permissions`; to all, if none.

    A `readable` page opens, without its forms' effects (GET), to those who only look as well. One
    for the `inside` never opens to the platform team: it tells what messages say. The view gets an
    Access in place of `service_id`. Outsiders get 404, members without the permission 403, and
    members of a service that is not active a page that says so.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Access, P], HttpResponseBase],
    ) -> Callable[..., Any]:
        @wraps(view)
        def wrapper(
            request: HttpRequest, service_id: UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            access = find_access(cast(User, request.user), service_id)
            if not access.service.active and access.membership:
                context = {"access": access, "is_closed": True}
                response: HttpResponseBase = render(
                    request, "portal/suspended.html", context, status=403
                )
            elif inside and not access.is_inside:
                raise PermissionDenied
            elif permissions and not _may_open(request, access, permissions, readable):
                raise PermissionDenied
            else:
                response = view(request, access, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        wrapper.access = "service"  # type: ignore[attr-defined]  # read by the test of all routes
        return wrapper

    return decorate


def _may_open(
    request: HttpRequest, access: Access, permissions: tuple[str, ...], readable: bool
) -> bool:
    if readable and request.method in ("GET", "HEAD"):
        return any(access.may_read(permission) for permission in permissions)
    return any(access.can(permission) for permission in permissions)


def find_access(user: User, service_id: UUID) -> Access:
    """Return what a person may do with a service. Raises Http404 for an outsider."""
    memberships = Membership.objects.select_related("service__organisation")
    open_ones = memberships.filter(service__archived_at=None)
    membership = open_ones.filter(user=user, service_id=service_id).first()
    if membership:
        return Access(user, membership.service, membership)
    if user.acts_for_platform:
        services = Service.objects.select_related("organisation")
        service = services.filter(pk=service_id).first()
        if service:
            return Access(user, service, None)
    raise Http404

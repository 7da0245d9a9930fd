"""Who looks after an organisation's services: invited, in, gone."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from notify.accounts.models import User
from notify.portal.access import OrganisationAccess, organisation_view, public_view
from notify.portal.forms.senders import AddressField
from notify.portal.pace import may_ask_now
from notify.sending.errors import SendingError
from notify.sending.system_mail import send_system_email
from notify.services.models import OrganisationMember
from notify.services.organisation_team import (
    AlreadyThere,
    invite_to_organisation,
    remove_place,
    take_place,
)

SALT = "invitation to an organisation"


class PlaceForm(forms.Form):
    email = AddressField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("Any address will do; the person needs it to accept."),
    )
    may_approve = forms.BooleanField(
        label=gettext_lazy("May make new services live"),
        help_text=OrganisationMember._meta.get_field("may_approve").help_text,
        required=False,
    )

    def __init__(self, *args: Any, names_approvers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not names_approvers:
            del self.fields["may_approve"]


@organisation_view()
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, access: OrganisationAccess) -> HttpResponse:
    """Show who is in, and invite others."""
    form = PlaceForm(request.POST or None, names_approvers=access.names_approvers)
    if request.method == "POST" and form.is_valid() and may_ask_now(request):
        if _invite(request, access, form):
            return redirect("portal:organisation-team", access.organisation.pk)
    places = access.organisation.members.select_related("user")
    context = {"place": access, "places": places.order_by("email"), "form": form}
    return render(request, "organisation/team.html", context)


@organisation_view()
@require_POST
def remove(request: HttpRequest, access: OrganisationAccess, place_id: UUID) -> HttpResponse:
    found = get_object_or_404(access.organisation.members, pk=place_id)
    remove_place(found, request)
    messages.success(request, _("The person does not see the organisation any more."))
    if found.user_id == access.user.pk:
        return redirect("portal:services")
    return redirect("portal:organisation-team", access.organisation.pk)


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an offer; a POST of the person with the address takes it."""
    offer = _offer_of(token)
    if offer is None or offer.has_expired or offer.user_id:
        context = {"again": "portal:services"}
        return render(request, "organisation/invitation_closed.html", context, status=410)
    user: Any = request.user
    if request.method == "POST" and user.is_authenticated and user.is_verified():
        if take_place(offer, cast(User, user), request):
            messages.success(request, _("You now see the services of the organisation."))
            return redirect("portal:organisation", offer.organisation_id)
    here = reverse("portal:organisation-invitation", args=[token])
    sign_in = f"{reverse('portal:sign-in')}?{urlencode({'next': here})}"
    found: dict[str, Any] = {"offer": offer, "sign_in": sign_in}
    return render(request, "organisation/invitation.html", found)


def _invite(request: HttpRequest, access: OrganisationAccess, form: PlaceForm) -> bool:
    """Make the offer and send it; False when the address has one."""
    may_approve = form.cleaned_data.get("may_approve", False)
    try:
        offer = invite_to_organisation(
            access.organisation, form.cleaned_data["email"], request, may_approve=may_approve
        )
    except AlreadyThere:
        form.add_error("email", _("This address has a place or an invitation already."))
        return False
    path = reverse("portal:organisation-invitation", args=[_token_of(offer)])
    values = {
        "organisation_en": access.organisation.name_en,
        "organisation_fr": access.organisation.name_fr,
        "person": access.user.name,
        "link": f"{settings.BASE_URL}{path}",
    }
    try:
        send_system_email("organisation-invitation", offer.email, values)
    except SendingError:
        messages.error(request, _("The invitation is made, but its email cannot be sent now."))
    else:
        messages.success(request, _("The invitation is sent."))
    return True


def _token_of(offer: OrganisationMember) -> str:
    return signing.dumps(str(offer.pk), salt=SALT)


def _offer_of(token: str) -> OrganisationMember | None:
    try:
        identifier = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError):
        return None
    offers = OrganisationMember.objects.select_related("organisation", "invited_by")
    return offers.filter(pk=identifier, organisation__active=True).first()

"""The link in an invitation: say what it offers, make an account if need be, accept."""

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notify.accounts.models import User
from notify.accounts.registration import AlreadyRegistered, register_invited
from notify.accounts.registration_forms import InvitedRegistrationForm
from notify.message_templates.models import Folder
from notify.portal.access import public_view, signed_in_view
from notify.portal.invitation_links import invitation_of
from notify.services.models import Invitation, Membership
from notify.services.team import TeamError, accept_invitation


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation. A POST makes the account of a person who has none."""
    found = invitation_of(token)
    if found is None or not _is_open(found):
        return render(request, "portal/invitation_closed.html", {"invitation": found}, status=410)
    here = reverse("portal:invitation", args=[token])
    sign_in = f"{reverse('portal:sign-in')}?{urlencode({'next': here})}"
    context = {"invitation": found, "token": token, "sign_in": sign_in}
    if request.user.is_authenticated or _has_account(found):
        return render(request, "portal/invitation.html", context)
    form = InvitedRegistrationForm(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        try:
            register_invited(form.person(get_language() or "en"))
        except AlreadyRegistered:
            return redirect(here)
        messages.success(request, _("Your account is made. Sign in to join the team."))
        return redirect(sign_in)
    return render(request, "portal/invitation_register.html", {**context, "form": form})


@signed_in_view
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join the team: only the person who was invited, signed in with a second factor."""
    found, user = invitation_of(token), cast(User, request.user)
    if found is None:
        return render(request, "portal/invitation_closed.html", {"invitation": None}, status=410)
    try:
        with transaction.atomic():
            member, is_new = accept_invitation(found, user, request)
            if is_new:
                member.hidden_folders.set(_folders(found, member))
    except TeamError:
        return redirect("portal:invitation", token)
    messages.success(request, _("You are in the team."))
    return redirect("portal:dashboard", found.service_id)


def _folders(found: Invitation, member: Membership) -> list[Folder]:
    hidden = Folder.objects.filter(service_id=member.service_id, pk__in=found.hidden_folders)
    return list(hidden)


def _is_open(found: Invitation) -> bool:
    return found.is_open() and found.service.archived_at is None


def _has_account(found: Invitation) -> bool:
    people = User.objects.filter(email=found.email.lower())
    return people.exclude(email_verified_at=None).exists()

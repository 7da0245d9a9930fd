"""The people of a service: who they are, what they may do, who is invited."""

import csv
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.message_templates.models import Folder
from notify.portal.access import Access, Permission, service_view
from notify.portal.forms.team import AUDITOR, MEMBER, InvitationForm, MemberForm
from notify.portal.invitation_links import send_invitation
from notify.portal.pace import may_write_now
from notify.portal.pages import FormPage, show_form
from notify.recipients.safe_cells import safe_cell
from notify.sending.errors import SendingError
from notify.services.models import Invitation, JoinRequest, Membership
from notify.services.team import (
    FEWEST_OF_A_LIVE_SERVICE,
    TeamError,
    cancel_invitation,
    change_member,
    invite,
    remove_member,
    renew_invitation,
)

PROBLEMS = {
    "last-manager": gettext_lazy(
        "Somebody must manage the service. Give another member the permission first."
    ),
    "too-few": gettext_lazy("A live service needs at least two people. Invite somebody first."),
    "already-member": gettext_lazy("This person is in the team already."),
    "already-invited": gettext_lazy("This address is invited already. Send the invitation again."),
}


@service_view()
@require_safe
def team(request: HttpRequest, access: Access) -> HttpResponse:
    members = _members(access)
    managers = sum(each.can(Permission.MANAGE_SERVICE) for each in members)
    open_ones = access.service.invitations.filter(state=Invitation.State.OPEN)
    asking = access.service.join_requests.filter(
        state=JoinRequest.State.ASKED, user__is_active=True
    )
    context = {
        "access": access,
        "members": members,
        "asking": asking.select_related("user").order_by("created_at") if access.manages else (),
        "invitations": open_ones.order_by("created_at"),
        "needs_people": not access.service.restricted and len(members) < FEWEST_OF_A_LIVE_SERVICE,
        "one_manager": managers == 1,
        "folders": Folder.objects.filter(service=access.service).count(),
        "now": timezone.now(),
    }
    return render(request, "portal/team.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_safe
def team_file(request: HttpRequest, access: Access) -> HttpResponse:
    """Give the team as a file for a spreadsheet."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="team.csv"'
    rows = csv.writer(answer)
    labels = [str(label) for label in Permission.labels]
    rows.writerow([_("Name"), _("Email address"), _("Auditor"), *labels, _("Joined")])
    for member in _members(access):
        held = [_("Yes") if member.can(each) else _("No") for each in Permission.values]
        auditor = _("Yes") if member.is_auditor else _("No")
        cells = [member.user.name, member.user.email, auditor, *held]
        rows.writerow([*map(safe_cell, cells), member.created_at.isoformat(timespec="seconds")])
    return answer


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_member(request: HttpRequest, access: Access) -> HttpResponse:
    form = InvitationForm(
        request.POST or None, service=access.service, own_address=access.user.email
    )
    if request.method == "POST" and form.is_valid() and may_write_now(request, access.service):
        invitation = _invite(request, access, form)
        if invitation:
            _send(request, invitation)
            return redirect("portal:team", access.service.id)
    page = FormPage(
        _("Invite a colleague"),
        reverse("portal:team", args=[access.service.id]),
        _("Send the invitation"),
        intro=(_("The invitation lasts two days. You can send it again."),),
    )
    return show_form(request, page, form, access=access)


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def resend_invitation(request: HttpRequest, access: Access, invitation_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(access.service.invitations, pk=invitation_id)
    if may_write_now(request, access.service) and renew_invitation(invitation, request):
        _send(request, invitation)
    return redirect("portal:team", access.service.id)


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def cancel(request: HttpRequest, access: Access, invitation_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(access.service.invitations, pk=invitation_id)
    if cancel_invitation(invitation, request):
        messages.success(request, _("The invitation is cancelled."))
    return redirect("portal:team", access.service.id)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_member(request: HttpRequest, access: Access, member_id: int) -> HttpResponse:
    member = _member(access, member_id)
    form = MemberForm(request.POST or None, service=access.service, initial=_initial(member))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                change_member(member, form.grant(), request)
                member.hidden_folders.set(_hidden(access, form))
        except TeamError as error:
            form.add_error("permissions", PROBLEMS[error.code])
        else:
            messages.success(request, _("The permissions are saved."))
            return redirect("portal:team", access.service.id)
    page = FormPage(member.user.name, reverse("portal:team", args=[access.service.id]))
    return show_form(
        request,
        page,
        form,
        access=access,
        template="portal/team_member.html",
        member=member,
    )


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def remove(request: HttpRequest, access: Access, member_id: int) -> HttpResponse:
    _let_go(request, _member(access, member_id), _("The person is no longer in the team."))
    return redirect("portal:team", access.service.id)


@service_view()
@require_POST
def leave(request: HttpRequest, access: Access) -> HttpResponse:
    if access.membership and _let_go(request, access.membership, _("You have left the service.")):
        return redirect("portal:services")
    return redirect("portal:team", access.service.id)


def _hidden(access: Access, form: MemberForm) -> QuerySet[Folder]:
    return Folder.objects.filter(service=access.service, pk__in=form.hidden_folders())


def _let_go(request: HttpRequest, member: Membership, words: str) -> bool:
    try:
        remove_member(member, request)
    except TeamError as error:
        messages.error(request, PROBLEMS[error.code])
        return False
    except Membership.DoesNotExist:  # a colleague was faster
        return True
    messages.success(request, words)
    return True


def _invite(request: HttpRequest, access: Access, form: InvitationForm) -> Invitation | None:
    try:
        return invite(
            access.service,
            form.cleaned_data["email"],
            form.grant(),
            form.hidden_folders(),
            request,
        )
    except TeamError as error:
        form.add_error("email", PROBLEMS[error.code])
    except IntegrityError:
        form.add_error("email", PROBLEMS["already-invited"])
    return None


def _send(request: HttpRequest, invitation: Invitation) -> None:
    """Send the email; the invitation stays where it cannot be sent, to be sent again."""
    try:
        send_invitation(invitation)
    except SendingError:
        messages.error(request, _("The invitation is made, but its email cannot be sent now."))
    else:
        messages.success(request, _("The invitation is sent."))


def _members(access: Access) -> QuerySet[Membership]:
    members = access.service.memberships.select_related("user").filter(user__is_active=True)
    return members.prefetch_related("hidden_folders").order_by("user__name", "pk")


def _member(access: Access, member_id: int) -> Membership:
    return get_object_or_404(_members(access), pk=member_id)


def _initial(member: Membership) -> dict[str, object]:
    hidden = [folder.pk for folder in member.hidden_folders.all()]  # read with the member
    shown = Folder.objects.filter(service_id=member.service_id).exclude(pk__in=hidden)
    return {
        "role": AUDITOR if member.is_auditor else MEMBER,
        "permissions": member.permissions,
        "folders": [str(each) for each in shown.values_list("pk", flat=True)],
    }

"""Joining a service of one's organisation: the list, the request, and the answer of the team."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.models import User
from notify.message_templates.models import Folder
from notify.portal.access import Access, Permission, service_view, signed_in_view
from notify.portal.forms.joining import JoinForm
from notify.portal.forms.team import MemberForm
from notify.portal.join_mail import tell_managers, tell_of_answer
from notify.portal.pace import may_ask_now
from notify.portal.pages import FormPage, show_form
from notify.services.joining import (
    accept_request,
    ask_to_join,
    managers_of,
    organisation_of,
    refuse_request,
    services_to_join,
)
from notify.services.models import JoinRequest

PAGE_SIZE = 50
State = JoinRequest.State


@signed_in_view
@require_safe
def services_of_organisation(request: HttpRequest) -> HttpResponse:
    """List the services of the person's organisation that the person may ask to join."""
    user = cast(User, request.user)
    search = request.GET.get("search", "").strip()
    found = services_to_join(user)
    if search:
        found = found.filter(Q(name_en__icontains=search) | Q(name_fr__icontains=search))
    waiting = user.join_requests.filter(state=State.ASKED).values_list("service_id", flat=True)
    context = {
        "organisation": organisation_of(user),
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "search": search,
        "waiting": set(waiting),
    }
    return render(request, "portal/join.html", context)


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the people who manage a service to let the person join."""
    user = cast(User, request.user)
    service = get_object_or_404(services_to_join(user), pk=pk)
    back = reverse("portal:join-service")
    if service.join_requests.filter(user=user, state=State.ASKED).exists():
        messages.success(request, _("Your request waits for an answer. It comes by email."))
        return redirect(back)
    form = JoinForm(request.POST or None, managers=managers_of(service))
    if request.method == "POST" and form.is_valid() and may_ask_now(request):
        asked = ask_to_join(service, user, form.chosen(), form.cleaned_data["reason"], request)
        if asked and not tell_managers(asked, form.chosen()):
            messages.warning(request, _("The request waits, but its email cannot be sent now."))
        else:
            messages.success(request, _("Your request is sent. The answer comes by email."))
        return redirect(back)
    title = _("Ask to join %(service)s") % {"service": service.name}
    return show_form(request, FormPage(title, back, _("Send the request")), form)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def join_request(request: HttpRequest, access: Access, request_id: UUID) -> HttpResponse:
    """Show who asks and why; let them in with permissions, or refuse."""
    rows = access.service.join_requests.select_related("service", "user")
    asked = get_object_or_404(rows.filter(user__is_active=True), pk=request_id)
    back = reverse("portal:team", args=[access.service.id])
    if asked.state != State.ASKED:
        messages.warning(request, _("This request is answered already."))
        return redirect(back)
    if "refuse" in request.POST:
        if refuse_request(asked, request):
            tell_of_answer(asked, accepted=False)
            messages.success(request, _("The request is refused."))
        return redirect(back)
    form = MemberForm(request.POST or None, service=access.service)
    if request.method == "POST" and form.is_valid():
        if _let_in(request, asked, form):
            tell_of_answer(asked, accepted=True)
            messages.success(request, _("The person is in the team."))
        return redirect(back)
    title = _("%(person)s asks to join") % {"person": asked.user.name}
    page = FormPage(title, back, _("Accept"))
    template = "portal/join_request.html"
    return show_form(request, page, form, access=access, template=template, asked=asked)


@transaction.atomic
def _let_in(request: HttpRequest, asked: JoinRequest, form: MemberForm) -> bool:
    """Make the person a member; return whether the request still waited."""
    made = accept_request(asked, form.grant(), request)
    if made is None:
        return False
    member, is_new = made
    if is_new:
        hidden = Folder.objects.filter(service=asked.service, pk__in=form.hidden_folders())
        member.hidden_folders.set(hidden)
    return True

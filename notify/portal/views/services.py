"""The list of services, and how a new one begins."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.models import User
from notify.accounts.registration import is_approved_address
from notify.delivery.models import SandboxMessage
from notify.notifications.models import Notification
from notify.notifications.statuses import IN_TRANSIT, kind_of, state_of
from notify.portal.access import Access, Permission, service_view, signed_in_view
from notify.portal.first_message import send_first_message
from notify.portal.forms.services import TAKEN, ServiceForm
from notify.portal.pages import FormPage, show_form
from notify.sending.errors import SendingError
from notify.sending.store import OverLimit
from notify.services.joining import organisation_of
from notify.services.lifecycle import create_service
from notify.services.models import OrganisationMember, Service
from notify.services.names import NameTaken

PAGE_SIZE = 50


@signed_in_view
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List the person's services; all services, with a search, for the platform team."""
    user = cast(User, request.user)
    search = request.GET.get("search", "").strip() if user.acts_for_platform else ""
    page = Paginator(find_services(user, search), PAGE_SIZE).get_page(request.GET.get("page"))
    places = OrganisationMember.objects.filter(user=user, organisation__active=True)
    context = {
        "page": page,
        "search": search,
        "organisations": [each.organisation for each in places.select_related("organisation")],
    }
    return render(request, "portal/services.html", context)


def find_services(user: User, search: str) -> QuerySet[Service]:
    found = Service.objects.select_related("organisation").order_by("name", "id")
    if not user.acts_for_platform:
        return found.filter(memberships__user=user, archived_at=None)
    if search:
        return found.filter(
            Q(name_en__icontains=search)
            | Q(name_fr__icontains=search)
            | Q(email_from__icontains=search)
            | Q(organisation__name_en__icontains=search)
            | Q(organisation__name_fr__icontains=search)
        )
    return found


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def new_service(request: HttpRequest) -> HttpResponse:
    """Make a service that starts in trial mode, then lead to its first message."""
    user = cast(User, request.user)
    if not (user.acts_for_platform or is_approved_address(user.email)):
        return render(request, "portal/new_service_closed.html", status=403)
    form = ServiceForm(request.POST or None, initial={"organisation": organisation_of(user)})
    if request.method == "POST" and form.is_valid():
        service = _create(request, user, form)
        if service:
            messages.success(request, _("Your service is ready, in trial mode."))
            return redirect("portal:first-message", service.pk)
    intro = (
        _("A service is what your messages come from. It starts in trial mode and costs nothing."),
        _("You can change all of this later."),
    )
    page = FormPage(
        _("Create a service"), reverse("portal:services"), _("Create the service"), intro
    )
    return show_form(request, page, form)


def _create(request: HttpRequest, user: User, form: ServiceForm) -> Service | None:
    """Store a new service, unless somebody took its name a moment ago."""
    try:
        return create_service(user, request, **form.cleaned_data)
    except NameTaken as taken:
        form.add_error(taken.field, TAKEN[taken.field])
    except IntegrityError:
        form.add_error("email_from", _("Another service took this address a moment ago."))
    return None


@service_view(Permission.SEND_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def first_message(request: HttpRequest, access: Access) -> HttpResponse:
    """Lead a new team to its first message: one button, to the person's own address."""
    if request.method == "POST":
        try:
            message_id = send_first_message(access.service, access.user)
        except (SendingError, OverLimit):
            messages.error(
                request, _("The message cannot be sent now. Look at the channels and the limits.")
            )
            return redirect("portal:first-message", access.service.id)
        return redirect("portal:first-message-sent", access.service.id, message_id)
    return render(request, "portal/first_message.html", {"access": access})


@service_view(Permission.SEND_MESSAGES)
@require_safe
def first_message_sent(request: HttpRequest, access: Access, message_id: UUID) -> HttpResponse:
    """Show how the first message gets on, and where to read it."""
    rows = Notification.objects.filter(service_id=access.service.id)
    message = get_object_or_404(rows, pk=message_id)
    kind = kind_of(message.status)
    context = {
        "access": access,
        "message": message,
        "state": state_of(message),
        "kind": kind,
        "is_moving": kind == IN_TRANSIT,
        "in_sandbox": SandboxMessage.objects.filter(notification_id=message.pk).exists(),
    }
    return render(request, "portal/first_message_sent.html", context)

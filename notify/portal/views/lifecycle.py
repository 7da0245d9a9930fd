"""Suspend, resume and close a service."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notify.portal.access import Access, Permission, platform_view, service_view
from notify.portal.forms.closing import ArchiveForm
from notify.portal.pages import FormPage, show_form
from notify.services.lifecycle import archive_service, resume_service, suspend_service
from notify.services.models import Service


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, access: Access) -> HttpResponse:
    service = access.service
    names = (service.name_en, service.name_fr)
    form = ArchiveForm(request.POST or None, user=access.user, names=names)
    if request.method == "POST" and form.is_valid():
        archive_service(service, request)
        messages.success(request, _("%(name)s is deleted.") % {"name": service.name})
        return redirect("portal:services")
    page = FormPage(
        _("Delete this service"),
        reverse("portal:settings", args=[service.id]),
        _("Delete the service"),
        intro=(
            _("Its names and its sending address are then free for others."),
            _("Messages that were sent are erased at the end of their retention, as always."),
        ),
        warning=_("Nothing is sent any more, all API keys end, and nobody can open the service."),
        is_danger=True,
    )
    return show_form(request, page, form, access=access)


@platform_view
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    service = _open_service(pk)
    back = reverse("portal:settings", args=[pk])
    if request.method == "POST":
        if suspend_service(service, request):
            messages.success(request, _("%(name)s is suspended.") % {"name": service.name})
        return redirect(back)
    warning = _("%(name)s will send nothing, and its team can only see that it is suspended.") % {
        "name": service.name
    }
    page = FormPage(_("Suspend the service"), back, _("Suspend"), warning=warning, is_danger=True)
    return show_form(request, page, forms.Form())


@platform_view
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    service = _open_service(pk)
    back = reverse("portal:settings", args=[pk])
    if request.method == "POST":
        if resume_service(service, request):
            messages.success(request, _("%(name)s sends again.") % {"name": service.name})
        return redirect(back)
    intro = (_("%(name)s will send again, what waited included.") % {"name": service.name},)
    page = FormPage(_("Resume the service"), back, _("Resume"), intro)
    return show_form(request, page, forms.Form())


def _open_service(pk: UUID) -> Service:
    return get_object_or_404(Service, pk=pk, archived_at=None)

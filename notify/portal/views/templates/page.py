"""One template: what it says, its id, and what can be done with it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.message_templates.models import Channel, Template, Text
from notify.message_templates.review import open_draft
from notify.portal.access import Access, Permission, service_view
from notify.portal.framing import framed_document
from notify.portal.template_pages import acts
from notify.portal.template_pages.finding import find_template, templates_of
from notify.portal.template_pages.folder_forms import PlaceForm
from notify.portal.template_pages.folders import FolderTree
from notify.portal.template_pages.preview import Look, document_of, preview_of
from notify.stats.calendar import business_day
from notify.stats.queries import Allowance, allowances, last_use

PAGE_METHODS = ["GET", "HEAD", "POST"]


@service_view()
@require_safe
def template(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    found = find_template(access, template_id)
    tree = FolderTree(access)
    look = Look.read(request.GET)
    context = {
        **_context(access, found),
        "path": tree.path(found.folder),
        "look": look,
        "preview": preview_of(found, access.service, look),
        "draft": open_draft(found),
        "allowances": _allowances(access, found),
        "is_email": found.channel == Channel.EMAIL,
        "is_pair": found.text == Text.PAIR,
        "can_send": access.can(Permission.SEND_MESSAGES) and not found.archived,
    }
    return render(request, "portal/templates/template.html", context)


@service_view()
@require_safe
def template_body(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    """Return the email as a document for the frame on the template's page."""
    found = find_template(access, template_id)
    if found.channel != Channel.EMAIL:
        raise Http404
    return framed_document(document_of(found, access.service, Look.read(request.GET)))


@service_view(Permission.MANAGE_TEMPLATES)
@require_http_methods(PAGE_METHODS)
def move(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    found = find_template(access, template_id, in_use=True)
    tree = FolderTree(access)
    here = str(found.folder_id or "")
    form = PlaceForm(request.POST or None, tree=tree, initial={"target": here})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["target"]
        target = next((each for each in tree.visible if str(each.pk) == wanted), None)
        if acts.move_one(found, target, request=request):
            messages.success(request, _("Moved."))
        return redirect("portal:template", access.service.id, found.pk)
    return render(request, "portal/templates/move.html", {**_context(access, found), "form": form})


@service_view(Permission.MANAGE_TEMPLATES)
@require_http_methods(PAGE_METHODS)
def archive(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    """Ask first, and say when the template was last used."""
    found = find_template(access, template_id, in_use=True)
    if request.method == "POST":
        acts.archive(found, request=request)
        messages.success(request, _("“%(name)s” is archived.") % {"name": found.name})
        return redirect("portal:templates", access.service.id)
    context = {**_context(access, found), "last_use": last_use(access.service, found.pk)}
    return render(request, "portal/templates/archive.html", context)


@service_view()
@require_safe
def archived(request: HttpRequest, access: Access) -> HttpResponse:
    context = {
        "access": access,
        "templates": templates_of(access, archived=True).order_by("name", "id"),
        "can_write": access.can(Permission.MANAGE_TEMPLATES),
    }
    return render(request, "portal/templates/archived.html", context)


@service_view(Permission.MANAGE_TEMPLATES)
@require_POST
def restore(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    found = find_template(access, template_id)
    acts.restore(found, request=request)
    messages.success(request, _("“%(name)s” can be used again.") % {"name": found.name})
    return redirect("portal:template", access.service.id, found.pk)


@service_view(Permission.MANAGE_TEMPLATES)
@require_http_methods(PAGE_METHODS)
def redact(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    """Hide the values of the template's messages, which cannot be undone."""
    found = find_template(access, template_id, in_use=True)
    if request.method == "POST":
        acts.redact(found, request=request)
        messages.success(request, _("Values are hidden from now on."))
        return redirect("portal:template", access.service.id, found.pk)
    return render(request, "portal/templates/redact.html", _context(access, found))


def _context(access: Access, found: Template) -> dict[str, Any]:
    return {
        "access": access,
        "template": found,
        "can_write": access.can(Permission.MANAGE_TEMPLATES),
    }


def _allowances(access: Access, found: Template) -> list[Allowance]:
    """Return what is left of today and of the year in the template's channel."""
    today = business_day(datetime.now(UTC))
    return [each for each in allowances(access.service, today) if each.channel == found.channel]

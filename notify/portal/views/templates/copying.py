"""Copy a template of this service or of another one that the person is in."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notify.message_templates.models import Template
from notify.portal.access import Access, Permission, find_access, service_view
from notify.portal.template_pages.editor_form import EditorForm, content_of, unsaved_template
from notify.portal.template_pages.finding import find_template, templates_of
from notify.portal.template_pages.folders import FolderTree
from notify.portal.template_pages.preview import Look, preview_of
from notify.services.models import Membership

LONGEST_NAME = 255


@service_view(Permission.MANAGE_TEMPLATES)
@require_safe
def copy_from(request: HttpRequest, access: Access) -> HttpResponse:
    """List the templates of all services the person is in."""
    search = request.GET.get("search", "").strip()
    groups = []
    for source in _sources(access):
        rows = templates_of(source).order_by("name", "id")
        if search:
            rows = rows.filter(name__icontains=search)
        groups.append((source.service, list(rows)))
    context = {
        "access": access,
        "search": search,
        "groups": [group for group in groups if group[1]],
    }
    return render(request, "portal/templates/copy_from.html", context)


@service_view(Permission.MANAGE_TEMPLATES)
@require_safe
def copy(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    """Open the editor with another template's text. It is a template once it is saved."""
    source = _find_source(access, template_id)
    name = (_("Copy of %(name)s") % {"name": source.name})[:LONGEST_NAME]
    values: dict[str, Any] = {**content_of(source), "name": name, "version": 0, "revision": 0}
    if source.service_id == access.service.pk:
        values["folder"] = str(source.folder_id or "")
    form = EditorForm(
        access=access, channel=source.channel, tree=FolderTree(access), initial=values
    )
    shown = unsaved_template(access.service, source.channel, values)
    context = {
        "access": access,
        "form": form,
        "channel": source.channel,
        "is_email": source.channel == "email",
        "values": values,
        "is_pair": shown.text == "pair",
        "look": Look(),
        "preview": preview_of(shown, access.service),
        "copied": source,
        "is_unsaved": True,
        "address": reverse("portal:new-template-of", args=[access.service.pk, source.channel]),
    }
    return render(request, "portal/templates/editor.html", context)


def _sources(access: Access) -> list[Access]:
    """Return what the person may do in each service they are in, this one first."""
    mine = Membership.objects.filter(
        user=access.user, service__archived_at=None, service__active=True
    ).select_related("service")
    others = [Access(access.user, each.service, each) for each in mine]
    others = [each for each in others if each.service.pk != access.service.pk]
    return [access, *sorted(others, key=lambda each: each.service.name)]


def _find_source(access: Access, template_id: UUID) -> Template:
    """Return a template that the person sees, wherever it is. Raises Http404."""
    services = Template.objects.filter(pk=template_id).values_list("service_id", flat=True)
    service_id = services.first()
    if service_id is None:
        raise Http404
    if service_id == access.service.pk:
        return find_template(access, template_id)
    return find_template(find_access(access.user, service_id), template_id)

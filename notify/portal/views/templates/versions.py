"""What a template said before, what changed, and going back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notify.message_templates.actions import TemplateChanged
from notify.message_templates.models import Template, TemplateDraft, TemplateVersion
from notify.message_templates.review import DraftChanged
from notify.portal.access import Access, Permission, service_view
from notify.portal.template_pages.editor_form import content_of, unsaved_template
from notify.portal.template_pages.finding import find_template
from notify.portal.template_pages.preview import preview_of
from notify.portal.template_pages.saving import restore_version as restore
from notify.portal.template_pages.task import differences

LARGEST = 2**31 - 1


@service_view()
@require_safe
def versions(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    found = find_template(access, template_id)
    rows = found.versions.select_related("created_by").order_by("-version")
    context = {"access": access, "template": found, "versions": rows}
    return render(request, "portal/templates/versions.html", context)


@service_view()
@require_safe
def version(request: HttpRequest, access: Access, template_id: UUID, number: int) -> HttpResponse:
    """Show a version and what it changed; `?with=` compares it with another one."""
    found = find_template(access, template_id)
    chosen = _find(found, number)
    wanted = request.GET.get("with", "")
    other = _find(found, int(wanted)) if wanted.isdecimal() and len(wanted) < 10 else None
    if other is None:
        other = found.versions.filter(version__lt=number).order_by("-version").first()
    text = unsaved_template(access.service, found.channel, content_of(chosen))
    text.right_to_left = found.right_to_left
    context = {
        "access": access,
        "template": found,
        "version": chosen,
        "other": other,
        "numbers": list(found.versions.order_by("-version").values_list("version", flat=True)),
        "differences": differences(content_of(other), content_of(chosen)) if other else [],
        "preview": preview_of(text, access.service),
        "can_restore": access.can(Permission.MANAGE_TEMPLATES)
        and number != found.version
        and not found.archived,
    }
    return render(request, "portal/templates/version.html", context)


@service_view(Permission.MANAGE_TEMPLATES)
@require_POST
def restore_version(
    request: HttpRequest, access: Access, template_id: UUID, number: int
) -> HttpResponse:
    """Make an old text the newest version."""
    found = find_template(access, template_id, in_use=True)
    old = _find(found, number)
    based_on = request.POST.get("based_on", "")
    try:
        saved = restore(access, old, based_on=based_on, request=request)
    except (TemplateChanged, DraftChanged):
        messages.error(request, _("Somebody changed the template meanwhile. Look at it first."))
        return redirect("portal:template-versions", access.service.id, found.pk)
    if isinstance(saved, TemplateDraft):
        messages.success(
            request, _("Saved as a draft. It is used once another person approves it.")
        )
        return redirect("portal:template-draft", access.service.id, saved.pk)
    words = _("Version %(old)d is used again, as version %(new)d.")
    messages.success(request, words % {"old": number, "new": saved.version})
    return redirect("portal:template", access.service.id, found.pk)


def _find(template: Template, number: int) -> TemplateVersion:
    rows = TemplateVersion.objects.select_related("created_by", "template")
    row = rows.filter(template=template, version=min(number, LARGEST)).first()
    if row is None:
        raise Http404
    return row

"""What is typed, as recipients would see it. Nothing is kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from notify.message_templates.models import Channel, Template
from notify.portal.access import Access, Permission, service_view
from notify.portal.framing import framed_document
from notify.portal.template_pages.editor_form import typed, unsaved_template
from notify.portal.template_pages.preview import Look, document_of, preview_of


@service_view(Permission.MANAGE_TEMPLATES)
@require_POST
def preview(request: HttpRequest, access: Access, channel: str) -> HttpResponse:
    """Return the parts of the editor that change with its text, for a script to put in."""
    look = Look.read(request.POST)
    template = _typed_template(request, access, channel)
    context = {
        "access": access,
        "preview": preview_of(template, access.service, look),
        "look": look,
        "is_email": channel == Channel.EMAIL,
    }
    return render(request, "portal/templates/preview_parts.html", context)


@service_view(Permission.MANAGE_TEMPLATES)
@require_POST
def preview_body(request: HttpRequest, access: Access, channel: str) -> HttpResponse:
    """Return the email as a document for the frame in the editor."""
    template = _typed_template(request, access, channel)
    return framed_document(document_of(template, access.service, Look.read(request.POST)))


def _typed_template(request: HttpRequest, access: Access, channel: str) -> Template:
    if channel not in Channel.values:
        raise Http404
    return unsaved_template(access.service, channel, typed(request.POST))

"""The sample library."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notify.portal.access import Access, Permission, service_view
from notify.portal.framing import framed_document
from notify.portal.template_pages.editor_form import unsaved_template
from notify.portal.template_pages.preview import Look, document_of, preview_of
from notify.portal.template_pages.sample_texts import SAMPLES, Sample
from notify.portal.template_pages.samples import content_of_sample, find_sample


@service_view(Permission.MANAGE_TEMPLATES, readable=True)
@require_safe
def samples(request: HttpRequest, access: Access) -> HttpResponse:
    return render(request, "portal/templates/samples.html", {"access": access, "samples": SAMPLES})


@service_view(Permission.MANAGE_TEMPLATES, readable=True)
@require_safe
def sample(request: HttpRequest, access: Access, slug: str) -> HttpResponse:
    found = _find(slug)
    shown = unsaved_template(access.service, found.channel, content_of_sample(found))
    context = {
        "access": access,
        "sample": found,
        "preview": preview_of(shown, access.service),
        "can_write": access.can(Permission.MANAGE_TEMPLATES),
    }
    return render(request, "portal/templates/sample.html", context)


@service_view(Permission.MANAGE_TEMPLATES, readable=True)
@require_safe
def sample_body(request: HttpRequest, access: Access, slug: str) -> HttpResponse:
    found = _find(slug)
    shown = unsaved_template(access.service, found.channel, content_of_sample(found))
    return framed_document(document_of(shown, access.service, Look.read(request.GET)))


def _find(slug: str) -> Sample:
    found = find_sample(slug)
    if found is None:
        raise Http404
    return found

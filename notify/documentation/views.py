"""/docs: the documentation for integrators, and the reference of the API."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from notify.documentation.pages import FIRST, PAGES, contents, neighbours, read_page
from notify.documentation.reference import read_reference
from notify.portal.access import public_view


@public_view
@require_safe
def page(request: HttpRequest, slug: str = FIRST) -> HttpResponse:
    if slug not in PAGES:
        raise Http404
    language = get_language()
    before, after = neighbours(slug, language)
    context = {
        "page": read_page(slug, language),
        "slug": slug,
        "contents": contents(language),
        "before": before,
        "after": after,
    }
    return render(request, "documentation/page.html", context)


@public_view
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Give the first page one address."""
    return redirect("documentation:start", permanent=True)


@public_view
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    language = get_language()
    context = {
        "reference": read_reference(language),
        "slug": "api-reference",
        "contents": contents(language),
    }
    return render(request, "documentation/reference.html", context)

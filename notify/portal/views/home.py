"""The front page, and the choice of language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_safe

from notify.portal.access import public_view


@public_view
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("portal:services")
    return render(request, "portal/home.html")


@public_view
@require_GET
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember a language and go back to the page; asking twice changes nothing more."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    response = redirect(local_address(request, request.GET.get("next", "")) or "portal:home")
    remember_language(request, response, code)
    return response


def remember_language(request: HttpRequest, response: HttpResponse, code: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def local_address(request: HttpRequest, address: str) -> str:
    """Return an address only if it is one of this site's."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Without a slash it would be taken for the name of a page.
    return address if is_ours and "/" in address else ""

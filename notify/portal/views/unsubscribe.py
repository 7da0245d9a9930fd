"""The page behind an email's unsubscribe link, in both languages: readers may know only one.

Opening it changes nothing, because programs that check mail open every link. Mail programs POST to
it without a cookie (RFC 8058), so there is no CSRF token; the sealed link is what gives the right.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notify.delivery.unsubscribe import BadLink, open_link
from notify.delivery.unsubscribe import unsubscribe as stop_sending
from notify.portal.access import public_view

ENGLISH_FIRST, FRENCH_FIRST = ("en", "fr"), ("fr", "en")


@csrf_exempt
@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link = open_link(token)
    except BadLink:
        raise Http404 from None
    if request.method == "POST":
        stop_sending(link)
    context = {
        "link": link,
        "is_done": request.method == "POST",
        "languages": FRENCH_FIRST if get_language() == "fr" else ENGLISH_FIRST,
    }
    response = render(request, "portal/unsubscribe.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response

"""Answer people with a page of ours where Django answers with its own, or with none."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

TECHNICAL = b"<code>DEBUG = True</code>"


class ErrorPagesMiddleware:
    """Shows pages for 405, which is empty else, and for 404 while DEBUG is on.

    Django's own 404 is then in English and lists every URL; `make run` runs so. The technical page
    of an exception stays: whoever breaks something wants it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and request.accepts("text/html"):
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        if settings.DEBUG and response.status_code == 404 and _is_technical(response):
            return page_not_found(request, Http404())
        return response


def _is_technical(response: HttpResponse) -> bool:
    return not response.streaming and TECHNICAL in response.content

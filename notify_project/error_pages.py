"""Answer an unknown page as in production while DEBUG is on, which is how `make run` runs."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from django.views.defaults import page_not_found

TECHNICAL = b"<code>DEBUG = True</code>"


class ErrorPagesMiddleware:
    """Shows our page in place of Django's own, which is in English and lists every URL.

    Only for 404: whoever breaks something wants the technical page of an exception.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and not response.streaming and TECHNICAL in response.content:
            return page_not_found(request, Http404())
        return response

"""What every API view shares: who may call it, and the headers of its answers."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from notify.api.keys import Caller
from notify.api.renderers import JsonRenderer

ALLOWED_HEADERS = "Content-Type,Authorization"
ALLOWED_METHODS = "GET,PUT,POST,PATCH,DELETE"


class AlwaysJson(BaseContentNegotiation):
    """Answer JSON to every Accept header, as callers expect."""

    renderer = JsonRenderer()

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return self.renderer, self.renderer.media_type


class ApiView(APIView):
    """A view that needs a service key, unless it says otherwise."""

    content_negotiation_class = AlwaysJson

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        method = str(request.method).lower()
        # A browser's pre-flight carries no credentials, and a wrong method is told without them.
        if method == "options":
            return
        if method not in self.http_method_names or not hasattr(self, method):
            raise MethodNotAllowed(str(request.method))
        self.perform_authentication(request)
        self.check_permissions(request)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        return Response(None, headers={"Allow": ", ".join(self.allowed_methods)})

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        add_headers(request._request, response)
        return response


def caller_of(request: Request) -> Caller:
    """Return who is calling; authentication has put it there."""
    caller = request.auth
    assert isinstance(caller, Caller)  # noqa: S101  HasServiceKey has checked
    return caller


def base_url(request: Request) -> str:
    """Return the scheme and host that the caller used, for the links in an answer."""
    return f"{request.scheme}://{request.get_host()}"


def add_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    """Add the headers of every API answer (contract, section 0)."""
    response["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
    response["Access-Control-Allow-Methods"] = ALLOWED_METHODS
    response["X-B3-TraceId"] = request.META.get("HTTP_X_B3_TRACEID", "None")
    response["X-B3-SpanId"] = request.META.get("HTTP_X_B3_SPANID", "None")
    # Only the documentation may call the API from a browser.
    documentation = urlsplit(settings.API_DOCS_URL)
    origin = request.META.get("HTTP_ORIGIN")
    if origin and origin == f"{documentation.scheme}://{documentation.netloc}":
        response["Access-Control-Allow-Origin"] = origin
    patch_vary_headers(response, ["Origin"])

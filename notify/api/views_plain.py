"""Addresses that lead nowhere, answered in the plain shape and without asking who is there."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from notify.api.errors import URL_NOT_FOUND
from notify.api.renderers import to_json
from notify.api.views import add_headers

ADMIN_ONLY = "Unauthorized, admin authentication token required"


@csrf_exempt
@login_not_required
def unknown_url(request: HttpRequest) -> HttpResponse:
    return _answer(request, 404, URL_NOT_FOUND)


@csrf_exempt
@login_not_required
def admin_only(request: HttpRequest, *args: Any) -> HttpResponse:
    """The peers' internal API, which one client method calls: no service key opens it."""
    return _answer(request, 401, {"token": [ADMIN_ONLY]})


def _answer(request: HttpRequest, status: int, message: object) -> HttpResponse:
    body = to_json({"result": "error", "message": message})
    response = HttpResponse(body, status=status, content_type="application/json")
    add_headers(request, response)
    return response

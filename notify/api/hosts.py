"""Refuse a host that is not ours in the API's own words, not with a page for people."""

from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware

from notify.api.errors import NOT_UNDERSTOOD, v2_body
from notify.api.renderers import to_json
from notify.api.views import add_headers


class ApiCommonMiddleware(CommonMiddleware):
    def process_request(self, request: HttpRequest) -> Any:
        try:
            return super().process_request(request)
        except DisallowedHost:
            body = to_json(v2_body(400, [("BadRequestError", NOT_UNDERSTOOD)]))
            answer = HttpResponse(body, status=400, content_type="application/json")
            add_headers(request, answer)
            return answer

"""GET /v2/received-text-messages: the shape is there, inbound texts are not offered."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.v2.queries import read_older_than
from notify.api.views import ApiView, base_url


class ReceivedTextListView(ApiView):
    def get(self, request: Request) -> Response:
        read_older_than(request.query_params)
        texts: list[dict[str, Any]] = []
        links = {"current": f"{base_url(request)}/v2/received-text-messages"}
        return Response({"received_text_messages": texts, "links": links})

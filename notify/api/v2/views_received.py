"""GET /v2/received-text-messages: what people wrote to the service."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.timestamps import print_instant
from notify.api.v2.queries import link, read_older_than
from notify.api.views import ApiView, base_url, caller_of
from notify.delivery.models import ReceivedText
from notify.delivery.received_texts import received_by

PAGE_SIZE = 250


class ReceivedTextListView(ApiView):
    def get(self, request: Request) -> Response:
        """Answer a page, newest first. The link to it never has its query (contract, 1.9)."""
        account = caller_of(request).account
        older_than = read_older_than(request.query_params)
        texts = received_by(account.id, account.sms_retention_days)
        if older_than is not None:
            known = texts.filter(id=older_than).exists()
            texts = texts.filter(id__lt=older_than) if known else texts.none()
        page = list(texts.order_by("-id")[:PAGE_SIZE])
        url = f"{base_url(request)}/v2/received-text-messages"
        links = {"current": url}
        if page:
            links["next"] = link(url, {}, older_than=page[-1].id)
        return Response(
            {"received_text_messages": [_describe(one) for one in page], "links": links}
        )


def _describe(text: ReceivedText) -> dict[str, Any]:
    return {
        "id": str(text.id),
        "created_at": print_instant(text.received_at),
        "service_id": str(text.service_id),
        "notify_number": text.notify_number,
        "user_number": text.user_number,
        "content": text.content,
    }

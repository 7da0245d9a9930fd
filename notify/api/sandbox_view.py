"""What the sandbox kept of a service, for the tests of those who integrate with us."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.refusals import NoResultFound
from notify.api.timestamps import print_instant
from notify.api.views import ApiView, caller_of
from notify.delivery.models import SandboxMessage
from notify.delivery.sandbox import index_of, is_open, open_message

MOST = 100


class SandboxMessagesView(ApiView):
    """`GET /sandbox/messages.json?to=…`: the service's own messages, newest first."""

    def get(self, request: Request) -> Response:
        """Return at most MOST messages; 404 while the sandbox is no provider."""
        if not is_open():
            raise NoResultFound
        rows = SandboxMessage.objects.filter(service_id=caller_of(request).account.id)
        recipient = request.query_params.get("to")
        if recipient:
            rows = rows.filter(recipient_index=index_of(recipient))
        return Response({"messages": [_message(row) for row in rows.order_by("-id")[:MOST]]})


def _message(row: SandboxMessage) -> dict[str, Any]:
    kept = open_message(row)
    return {
        "id": str(row.notification_id),
        "channel": row.channel,
        "to": kept["to"],
        "from": kept.get("from_address") or kept.get("sender"),
        "from_name": kept.get("from_name"),
        "reply_to": kept.get("reply_to"),
        "subject": kept.get("subject"),
        "text": kept["text"],
        "html": kept.get("html"),
        "headers": kept.get("headers", {}),
        "files": kept.get("files", []),
        "received_at": print_instant(row.received_at),
        "sends": row.sends,
    }

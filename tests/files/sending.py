"""Send messages with files, and deliver them, without a running worker."""

import base64
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.test import Client

from notify.delivery import deliver
from notify.delivery.choose import Chooser
from notify.delivery.claim import Claimed, Outcome, claim_due, write_outcomes
from notify.notifications.models import Notification
from notify.providers.base import Email
from tests.api.caller import ApiCaller


def file_of(content: bytes, method: str | None = "attach", **fields: Any) -> dict[str, Any]:
    method_field = {"sending_method": method} if method else {}
    name = {"filename": "report.txt"}
    return {"file": base64.b64encode(content).decode(), **method_field, **name, **fields}


def send(api: ApiCaller, template_id: Any, *, fields: Any = None, **files: Any) -> UUID:
    answer = api.send_email(template_id, personalisation={"name": "Ana", **files}, **(fields or {}))
    assert answer.status == 201, answer.text
    return UUID(answer.json["id"])


class Post:
    """A provider that takes every email and remembers it."""

    name = "post"

    def __init__(self) -> None:
        self.emails: list[Email] = []

    def routes(self, channel: str, **_: object) -> list["Post"]:
        return [self]

    def send(self, message: Email, *_: object) -> str:
        self.emails.append(message)
        return f"post-{message.id}"


def deliver_due(post: Post | Chooser) -> list[str]:
    """Do what a worker does with the rows that are due; return what became of each."""
    outcomes = [_deliver(row, post) for row in claim_due("normal", 10, uuid4())]
    write_outcomes(outcomes)
    return [outcome.status if not outcome.retry_in else outcome.code for outcome in outcomes]


def _deliver(row: Claimed, post: Post | Chooser) -> Outcome:
    message = deliver.compose(row, "normal")
    if isinstance(message, Outcome):
        return message
    return deliver.send(row, message, "normal", post)  # type: ignore[arg-type]  # a provider of one route


def make_due(message: UUID) -> None:
    Notification.objects.filter(pk=message).update(due_at="2020-01-01T00:00:00Z")


def link_in(answer: Any) -> str:
    """Return the path and query of the link in an answer's body."""
    url = next(word for word in answer.json["content"]["body"].split() if "/d/" in word)
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def download(address: str) -> tuple[int, bytes, Any]:
    response = Client().get(address)
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, content, response.headers

"""GET /v2/notifications and /v2/notifications/{id}: what became of messages."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from notify.accounts.models import User
from notify.api.authentication import KeptServiceKeyAuthentication
from notify.api.errors import PlainError
from notify.api.keys import Caller
from notify.api.refusals import BadRequest, NoResultFound
from notify.api.timestamps import print_instant, print_instant_or_null
from notify.api.v2.problems import ValidationFailed, as_uuid
from notify.api.v2.queries import NOT_A_UUID, ListQuery, link, read_list_query
from notify.api.v2.views_send import post_notification
from notify.api.views import ApiView, base_url, caller_of
from notify.message_templates.compiled import CompiledTemplate, compiled_version, load_versions
from notify.notifications.descriptions import describe_response, describe_status
from notify.notifications.models import Notification
from notify.sending.account import Account
from notify.sending.visible import visible_notifications
from notify.vault import CannotOpen

logger = logging.getLogger(__name__)

PAGE_SIZE = 250
NOTIFICATION_NOT_FOUND = "Notification not found in database"
LETTER_KEYS = ("line_1", "line_2", "line_3", "line_4", "line_5", "line_6", "postcode")


class NotificationReadView(ApiView):
    """A notification by its id."""

    def get(self, request: Request, which: str) -> Response:
        account = caller_of(request).account
        identifier = read_notification_id(which)
        row = visible_notifications(account).filter(id=identifier).first()
        if row is None:
            raise PlainError(404, NOTIFICATION_NOT_FOUND)
        return Response(describe_all([row], account, base_url(request))[0])


class NotificationView(NotificationReadView):
    """One address for two things: a notification's id on GET, a channel on POST."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """A send looks again at what was kept of the key; a reader is looked up each time."""
        request = getattr(self, "request", None)  # none while the API is described
        if request is not None and request.method == "POST":
            return [KeptServiceKeyAuthentication()]
        return list(super().get_authenticators())

    def post(self, request: Request, which: str) -> Response:
        return post_notification(request, which)


class NotificationListView(ApiView):
    def get(self, request: Request) -> Response:
        caller = caller_of(request)
        query = read_list_query(request.query_params)
        page = _find_page(caller, query)
        base = base_url(request)
        url = f"{base}/v2/notifications"
        links = {"current": link(url, query.parameters)}
        if page:
            links["next"] = link(url, query.parameters, older_than=page[-1].id)
        notifications = describe_all(page, caller.account, base)
        return Response({"notifications": notifications, "links": links})


class LetterPdfView(ApiView):
    """Letters are not offered, so no notification has a PDF."""

    def get(self, request: Request, which: str) -> Response:
        identifier = read_notification_id(which)
        if not visible_notifications(caller_of(request).account).filter(id=identifier).exists():
            raise NoResultFound
        raise BadRequest("Notification is not a letter")


def read_notification_id(text: str) -> UUID:
    """Raises ValidationFailed."""
    identifier = as_uuid(text)
    if identifier is None:
        raise ValidationFailed([f"notification_id {NOT_A_UUID}"])
    return identifier


def describe_all(rows: Sequence[Notification], account: Account, base: str) -> list[dict[str, Any]]:
    """Return notifications as v2 answers them, their text rendered from the version they had."""
    load_versions((row.template_id, row.template_version) for row in rows)
    names = _names_of(row.created_by_id for row in rows)
    return [_describe(row, account, base, names) for row in rows]


def _find_page(caller: Caller, query: ListQuery) -> list[Notification]:
    visible = visible_notifications(caller.account)
    rows = visible.filter(key_type=caller.key.key_type)
    if query.older_than is not None:
        if not visible.filter(id=query.older_than).exists():
            return []
        rows = rows.filter(id__lt=query.older_than)
    if query.statuses:
        rows = rows.filter(status__in=query.statuses)
    if query.channels:
        rows = rows.filter(channel__in=query.channels)
    if query.reference is not None:
        rows = rows.with_reference(query.reference)
    if not query.include_jobs:
        rows = rows.filter(job_id=None)
    return list(rows.order_by("-id")[:PAGE_SIZE])


def _names_of(people: Iterable[UUID | None]) -> dict[UUID, str]:
    known = {person for person in people if person}
    if not known:
        return {}
    return dict(User.objects.filter(id__in=known).values_list("id", "name"))


def _describe(
    row: Notification, account: Account, base: str, names: dict[UUID, str]
) -> dict[str, Any]:
    is_email = row.channel == "email"
    recipient, values = _opened(row)
    content = _content_of(row, account)
    template = f"{base}/v2/template/{row.template_id}/version/{row.template_version}"
    return {
        "id": str(row.id),
        "reference": row.client_reference,
        "email_address": recipient if is_email else None,
        "phone_number": None if is_email else recipient,
        **dict.fromkeys(LETTER_KEYS),
        "type": row.channel,
        "status": row.status,
        "status_description": describe_status(row),
        "provider_response": describe_response(row),
        "template": {
            "version": row.template_version,
            "id": str(row.template_id),
            "uri": template,
        },
        "body": "" if values is None else content.body(values),
        "subject": _subject(content, values) if is_email else None,
        "created_at": print_instant(row.created_at),
        "created_by_name": names.get(row.created_by_id) if row.created_by_id else None,
        "sent_at": print_instant_or_null(row.sent_at),
        "completed_at": print_instant_or_null(row.completed_at()),
        "scheduled_for": print_instant_or_null(row.scheduled_for),
        "postage": None,
    }


def _opened(row: Notification) -> tuple[str, dict[str, object] | None]:
    """Return the recipient and the values, empty where they cannot be read.

    One unreadable row must not cost its caller the page it is on.
    """
    try:
        return row.recipient, row.personalisation
    except CannotOpen:
        logger.exception("Notification %s cannot be read", row.id)
        return "", None


def _subject(content: CompiledTemplate, values: dict[str, object] | None) -> str:
    return "" if values is None else content.subject_escaped(values)


def _content_of(row: Notification, account: Account) -> CompiledTemplate:
    return compiled_version(
        row.template_id,
        row.template_version,
        language=row.language or None,
        order=account.language_order,
    )

"""The SQL that queues a service's callbacks; part of the statement that changes the messages.

A change of status and the callback that tells of it are committed together or not at all.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db import connection

QUEUE = """
INSERT INTO delivery_callbackdelivery
    (id, callback_id, notification_id, status, happened_at, state, due_at, attempts, problem)
SELECT gen_random_uuid(), cb.id, t.id, t.status, t.at, 'waiting', now(), 0, ''
FROM json_to_recordset(%(told)s) AS t(id uuid, service_id uuid, status varchar, at timestamptz)
JOIN services_callback cb ON cb.service_id = t.service_id
WHERE cb.kind = %(kind)s AND cb.suspended_at IS NULL
"""

# Callers are told what became of a message, not of its way there (source: the API contract).
SILENT_STATUSES = "'created', 'sending', 'sent', 'pending', 'cancelled'"


class News(NamedTuple):
    """Something to tell a service that is no change of status."""

    id: UUID
    service_id: UUID
    status: str
    at: datetime


def queue_told(kind: str, told: Sequence[News]) -> None:
    """Queue a callback of a kind for each, in the caller's transaction."""
    if told:
        rows = orjson.dumps([one._asdict() for one in told]).decode()
        with connection.cursor() as cursor:
            cursor.execute(QUEUE, {"told": rows, "kind": kind})


def queue_callbacks(source: str) -> str:
    """Return SQL that queues a callback for each changed notification in a CTE."""
    return f"""
INSERT INTO delivery_callbackdelivery
    (id, callback_id, notification_id, status, happened_at, state, due_at, attempts, problem)
SELECT gen_random_uuid(), cb.id, s.id, s.status, now(), 'waiting', now(), 0, ''
FROM {source} s JOIN services_callback cb ON cb.service_id = s.service_id
WHERE cb.kind = 'delivery_status' AND cb.suspended_at IS NULL
    AND s.status NOT IN ({SILENT_STATUSES})"""  # noqa: S608  our own names

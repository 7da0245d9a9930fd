"""Claim due notifications, and write back what became of them.

A claim is one committed UPDATE before any provider is called: it marks the row with the claimer's
token and moves `due_at` to the end of a lease. A worker that dies leaves rows whose lease runs out;
they are then due again. An outcome is written only where the row still carries the token, so a
worker that was thought dead changes nothing that another has taken over.

Times are the database's, so a skewed clock on one machine changes nothing.
"""

import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, transaction

from notify.delivery.outbox import queue_callbacks
from notify.stats.ledger import count_changes

# Services with work in a queue, by jumping from one to the next in the index: it costs by the
# service, not by the row.
DUE_SERVICES = """
WITH RECURSIVE waiting AS (
    (SELECT service_id FROM notifications_notification
     WHERE queue = %(queue)s AND due_at IS NOT NULL ORDER BY service_id LIMIT 1)
    UNION ALL
    SELECT (SELECT n.service_id FROM notifications_notification n
            WHERE n.queue = %(queue)s AND n.due_at IS NOT NULL AND n.service_id > w.service_id
            ORDER BY n.service_id LIMIT 1)
    FROM waiting w WHERE w.service_id IS NOT NULL
)
SELECT service_id FROM waiting w WHERE EXISTS (
    SELECT FROM notifications_notification n
    WHERE n.queue = %(queue)s AND n.service_id = w.service_id AND n.due_at <= now()
)
"""

CLAIM = """
UPDATE notifications_notification SET
    claim = %(claim)s, due_at = now() + make_interval(secs => %(lease)s), attempts = attempts + 1
WHERE id = ANY(ARRAY(
    SELECT picked.id FROM unnest(%(services)s::uuid[]) AS s(service_id) CROSS JOIN LATERAL (
        SELECT n.id FROM notifications_notification n
        WHERE n.queue = %(queue)s AND n.service_id = s.service_id AND n.due_at <= now()
        ORDER BY n.due_at LIMIT %(share)s FOR UPDATE SKIP LOCKED
    ) picked LIMIT %(most)s
))
RETURNING id, service_id, template_id, template_version, key_type, channel, language,
    sealed_recipient, sealed_personalisation, sender, fragments, international, attempts,
    unsubscribe_url, created_at
"""

WRITE = f"""
WITH input AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(outcomes)s) AS o(
        id uuid, claim uuid, status varchar, retry_in double precision, provider varchar,
        reference varchar, response text, feedback_type varchar, event jsonb)
), locked AS MATERIALIZED (
    -- in id order, as receipts.py locks: two writers never wait for each other in a circle
    SELECT n.id FROM notifications_notification n JOIN input o ON n.id = o.id
    ORDER BY n.id FOR UPDATE OF n
), changed AS (
    UPDATE notifications_notification n SET
        status = o.status, claim = NULL,
        due_at = now() + make_interval(secs => o.retry_in),
        sent_at = CASE WHEN o.reference <> '' THEN now() ELSE n.sent_at END,
        updated_at = now(), provider = o.provider, provider_reference = o.reference,
        provider_response = o.response,
        history = n.history || (o.event || jsonb_build_object('at', now()))
    FROM input o JOIN locked USING (id)
    WHERE n.id = o.id AND n.claim = o.claim AND n.status = 'created'
    RETURNING n.id, n.day, n.service_id, n.template_id, n.channel, n.key_type, n.status,
        'created'::varchar AS old_status
), counted AS ({count_changes("changed")}
), told AS ({queue_callbacks("changed")})
SELECT id FROM changed
"""  # noqa: S608  no value is interpolated

# A receipt came before our own write: keep its status, and add what only the sender knows.
WRITE_LATE = """
UPDATE notifications_notification n SET
    claim = NULL, due_at = NULL, sent_at = COALESCE(n.sent_at, now()),
    provider = o.provider, provider_reference = o.reference
FROM json_to_recordset(%(outcomes)s) AS o(id uuid, claim uuid, provider varchar, reference varchar)
WHERE n.id = o.id AND n.claim = o.claim AND n.status <> 'created' AND o.reference <> ''
"""


@dataclass(frozen=True)
class Claimed:
    """A row that this process alone may send until the lease ends."""

    id: UUID
    service_id: UUID
    template_id: UUID
    template_version: int
    key_type: str
    channel: str
    language: str
    sealed_recipient: bytes
    sealed_personalisation: bytes
    sender: str
    fragments: int
    international: bool
    attempts: int
    unsubscribe_url: str
    created_at: datetime
    claim: UUID


@dataclass(frozen=True)
class Outcome:
    """What became of one claimed row: a new status, or a retry in `retry_in` seconds."""

    id: UUID
    claim: UUID
    status: str
    provider: str = ""
    reference: str = ""
    response: str | None = None
    feedback_type: str = ""
    retry_in: float | None = None
    code: str = ""

    def event(self) -> dict[str, str]:
        """Return the entry of the message's timeline."""
        event = {"status": self.status, "provider": self.provider, "code": self.code}
        if self.retry_in is not None:
            event["status"] = "retry"
        return {name: value for name, value in event.items() if value}


def due_services(queue: str) -> list[UUID]:
    """Return the services that have due rows in a queue."""
    with connection.cursor() as cursor:
        cursor.execute(DUE_SERVICES, {"queue": queue})
        return [service for (service,) in cursor.fetchall()]


def claim_due(queue: str, most: int, claim: UUID) -> list[Claimed]:
    """Claim up to `most` due rows of a queue and commit.

    Services take even shares, so one with 50,000 rows does not make another wait; within a service
    the longest due comes first.
    """
    services = due_services(queue)
    if not services:
        return []
    random.shuffle(services)  # when there are more services than rows to claim, none is always last
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                "claim": claim,
                "lease": settings.DELIVERY_LEASE_SECONDS,
                "queue": queue,
                "services": services,
                "share": -(-most // len(services)),
                "most": most,
            },
        )
        return [Claimed(*row, claim=claim) for row in cursor.fetchall()]


def write_outcomes(outcomes: Iterable[Outcome]) -> int:
    """Write outcomes, move the counts and commit; return how many rows changed status."""
    records = [asdict(outcome) | {"event": outcome.event()} for outcome in outcomes]
    parameters = {"outcomes": orjson.dumps(records).decode()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITE, parameters)
        changed = len(cursor.fetchall())
        if changed < len(records):
            cursor.execute(WRITE_LATE, parameters)
    return changed

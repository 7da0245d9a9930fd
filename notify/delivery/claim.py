"""Claim due notifications, and write back what became of them.

A claim is one committed UPDATE before any provider is called: it marks the row with the claimer's
token and moves `due_at` to the end of a lease. A worker that dies leaves rows whose lease runs out;
they are then due again. An outcome is written only where the row still carries the token, so a
worker that was thought dead changes nothing that another has taken over.

Times are the database's, so a skewed clock on one machine changes nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, transaction

from notify.stats.ledger import count_changes

CLAIM = """
UPDATE notifications_notification SET
    claim = %(claim)s, due_at = now() + make_interval(secs => %(lease)s), attempts = attempts + 1
WHERE id = ANY(ARRAY(
    SELECT id FROM notifications_notification
    WHERE queue = %(queue)s AND due_at IS NOT NULL AND due_at <= now()
    ORDER BY due_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
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
), counted AS ({count_changes("changed")})
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


def claim_due(queue: str, most: int, claim: UUID) -> list[Claimed]:
    """Claim up to `most` due rows of a queue, the longest due first, and commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                "claim": claim,
                "lease": settings.DELIVERY_LEASE_SECONDS,
                "queue": queue,
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

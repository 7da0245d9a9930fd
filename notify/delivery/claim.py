"""Claim due notifications, and write back what became of them.

A claim is one committed UPDATE before any provider is called: it marks the row with the claimer's
token and moves `due_at` to the end of a lease. A worker that dies leaves rows whose lease runs out;
they are then due again. An outcome is written only where the row still carries the token, so a
worker that was thought dead changes nothing that another has taken over.

Times are the database's, so a skewed clock on one machine changes nothing.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.conf import settings

from notify.delivery.bounces import count_emails
from notify.delivery.outbox import queue_callbacks
from notify.hot_sql import execute, read
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
    claim = CASE WHEN claim IS NULL THEN %(claim)s::uuid ELSE %(doubtful)s::uuid END,
    due_at = now() + make_interval(secs => %(lease)s), attempts = attempts + 1
WHERE id = ANY(ARRAY(
    SELECT picked.id FROM unnest(%(services)s::uuid[]) AS s(service_id) CROSS JOIN LATERAL (
        SELECT n.id FROM notifications_notification n
        WHERE n.queue = %(queue)s AND n.service_id = s.service_id AND n.due_at <= now()
        ORDER BY n.due_at LIMIT %(share)s FOR UPDATE SKIP LOCKED
    ) picked LIMIT %(most)s
))
RETURNING id, service_id, template_id, template_version, key_type, channel, language,
    sealed_recipient, sealed_personalisation, sender, fragments, international, attempts,
    unsubscribe_url, created_at, recipient_index, claim
"""

WRITE = f"""
WITH input AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(outcomes)s) AS o(
        id uuid, claim uuid, status varchar, retry_in double precision, provider varchar,
        reference varchar, response text, feedback_type varchar,
        feedback_subtype varchar, counts boolean, in_doubt boolean, event jsonb)
), locked AS MATERIALIZED (
    -- in id order, as receipts.py locks: two writers never wait for each other in a circle
    SELECT n.id FROM notifications_notification n JOIN input o ON n.id = o.id
    ORDER BY n.id FOR UPDATE OF n
), changed AS (
    UPDATE notifications_notification n SET
        status = o.status, claim = CASE WHEN o.in_doubt THEN gen_random_uuid() END,
        attempts = n.attempts - (NOT o.counts)::int,
        due_at = now() + make_interval(secs => o.retry_in),
        sent_at = CASE WHEN o.reference <> '' THEN now() ELSE n.sent_at END,
        updated_at = now(), provider = o.provider, provider_reference = o.reference,
        provider_response = o.response,
        feedback_type = o.feedback_type, feedback_subtype = o.feedback_subtype,
        history = CASE WHEN o.event IS NULL THEN n.history
            ELSE n.history || (o.event || jsonb_build_object('at', now())) END
    FROM input o JOIN locked USING (id)
    WHERE n.id = o.id AND n.claim = o.claim AND n.status = 'created'
    RETURNING n.id, n.day, n.service_id, n.template_id, n.channel, n.key_type, n.status,
        'created'::varchar AS old_status
), counted AS ({count_changes("changed")}
), mailed AS ({count_emails("changed", sent="s.status = 'sending'", bounced="false")}
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
    """A row that this process alone may send until the lease ends.

    `in_doubt`: an earlier claimer said nothing of it, so a provider may have taken it already.
    """

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
    recipient_index: bytes
    claim: UUID
    in_doubt: bool


@dataclass(frozen=True)
class Outcome:
    """What became of one claimed row: a new status, or a retry in `retry_in` seconds.

    `counts`: whether it was an attempt; waiting for one's turn is none. `in_doubt`: the provider
    may have taken the message, so the row keeps the mark that tells its next claimer. `silent`: it
    is not told in the message's timeline.
    """

    id: UUID
    claim: UUID
    status: str
    provider: str = ""
    reference: str = ""
    response: str | None = None
    feedback_type: str = ""
    feedback_subtype: str = ""
    retry_in: float | None = None
    code: str = ""
    counts: bool = True
    in_doubt: bool = False
    silent: bool = False

    def event(self) -> dict[str, str] | None:
        """Return the entry of the message's timeline, if it is worth one."""
        if self.silent:
            return None
        event = {
            "status": self.status,
            "provider": self.provider,
            "code": self.code,
            "subtype": self.feedback_subtype,
        }
        if self.retry_in is not None:
            event["status"] = "retry"
        return {name: value for name, value in event.items() if value}

    def as_record(self) -> dict[str, Any]:
        """Return what WRITE reads; asdict() would copy every value and cost 12 times as much."""
        return {**self.__dict__, "event": self.event()}


def due_services(queue: str) -> list[UUID]:
    """Return the services that have due rows in a queue."""
    return [service for (service,) in read(DUE_SERVICES, {"queue": queue})]


def claim_due(queue: str, most: int, claim: UUID) -> list[Claimed]:
    """Claim up to `most` due rows of a queue and commit.

    Services take even shares, so one with 50,000 rows does not make another wait; within a service
    the longest due comes first.
    """
    services = due_services(queue)
    if not services:
        return []
    doubtful = uuid4()  # the token of rows whose last claim ended without an outcome
    random.shuffle(services)  # when there are more services than rows to claim, none is always last
    parameters = {
        "claim": claim,
        "doubtful": doubtful,
        "lease": settings.DELIVERY_LEASE_SECONDS,
        "queue": queue,
        "services": services,
        "share": -(-most // len(services)),
        "most": most,
    }
    return [Claimed(*(*row, row[-1] == doubtful)) for row in execute(CLAIM, parameters)]


def write_outcomes(outcomes: Iterable[Outcome]) -> int:
    """Write outcomes, move the counts and commit; return how many rows changed status.

    Each statement commits by itself: after a kill between the two, what the second would have
    written is as if the kill had come before the first.
    """
    records = [outcome.as_record() for outcome in outcomes]
    parameters = {"outcomes": orjson.dumps(records).decode()}
    changed = len(execute(WRITE, parameters))
    if changed < len(records):
        execute(WRITE_LATE, parameters)
    return changed

"""Apply receipts: each event once, only legal changes of status, counts in the same transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from notify.delivery.bounces import count_emails
from notify.delivery.outbox import News, queue_callbacks, queue_told
from notify.delivery.suppression import Told, cause_of, suppress
from notify.hot_sql import execute_within
from notify.notifications.models import Status
from notify.providers.receipts import Receipt
from notify.services.models import Callback
from notify.stats.ledger import count_changes

COMPLAINT = "complaint"
# In id order, as claim.py locks. The ORM would take 0.6 ms of each batch to write the same again.
LOCK = f"""
SELECT {", ".join(Told._fields)} FROM notifications_notification
WHERE {{which}} ORDER BY id FOR UPDATE
"""  # noqa: S608  only our own column names
FAILURES = frozenset({Status.TEMPORARY_FAILURE, Status.PERMANENT_FAILURE, Status.TECHNICAL_FAILURE})

RECORD = """
INSERT INTO delivery_providerevent (provider, event_id, notification_id, reference, status,
    provider_response, feedback_type, feedback_subtype, recipient_complaint, occurred_at,
    received_at, applied)
SELECT e.*, now(), true
FROM json_to_recordset(%(events)s) AS e(provider varchar, event_id varchar, notification_id uuid,
    reference varchar, status varchar, provider_response text,
    feedback_type varchar, feedback_subtype varchar, recipient_complaint boolean,
    occurred_at timestamptz)
ON CONFLICT (provider, event_id) DO NOTHING
RETURNING provider, event_id
"""

WAITING_AT_ONCE = 500
WAITING = """
SELECT e.provider, e.event_id, e.notification_id, e.reference, NULLIF(e.status, '') AS status,
    NULLIF(e.provider_response, '') AS provider_response,
    NULLIF(e.feedback_type, '') AS feedback_type,
    NULLIF(e.feedback_subtype, '') AS feedback_subtype, e.recipient_complaint, e.occurred_at
FROM delivery_providerevent e
WHERE NOT e.applied AND e.received_at > now() - interval '3 days' AND EXISTS (
    SELECT FROM notifications_notification n
    WHERE n.provider_reference = e.reference AND n.provider_reference <> '')
ORDER BY e.id LIMIT %s FOR UPDATE OF e SKIP LOCKED
"""

MARK = """
UPDATE delivery_providerevent e SET applied = %(applied)s
FROM json_to_recordset(%(keys)s) AS k(provider varchar, event_id varchar)
WHERE e.provider = k.provider AND e.event_id = k.event_id
"""

CHANGE = f"""
WITH input AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(changes)s) AS r(id uuid, old_status varchar, status varchar,
        provider_response text, feedback_type varchar, feedback_subtype varchar, bounced boolean,
        events jsonb)
), changed AS (
    UPDATE notifications_notification n SET
        status = r.status, due_at = NULL, updated_at = now(),
        provider_response = COALESCE(r.provider_response, n.provider_response),
        feedback_type = r.feedback_type, feedback_subtype = r.feedback_subtype,
        history = n.history || r.events
    FROM input r WHERE n.id = r.id
    RETURNING n.id, n.day, n.service_id, n.template_id, n.channel, n.key_type, n.status,
        r.old_status, r.bounced
), counted AS ({count_changes("changed")}
), mailed AS ({count_emails("changed", sent="s.old_status = 'created'", bounced="s.bounced")}
), told AS ({queue_callbacks("changed")})
SELECT id FROM changed
"""  # noqa: S608  no value is interpolated


def next_status(channel: str, now: str, told: str | None, *, unsure: bool = False) -> str | None:
    """Return the status that a receipt leads to, or None where it changes nothing.

    A text listens to receipts only until it has a final one; an email's later receipts win, except
    that a permanent failure is never undone. (Source: the API contract's transitions.) `unsure`:
    we gave up without knowing whether a provider had the message, so its receipt says more.
    """
    if now == Status.CREATED and told in (None, Status.SENT):
        # Any word of the provider about it says that the provider has it: it must not go again.
        return Status.SENT if channel == "sms" else Status.SENDING
    if told is None or told in (now, Status.SENT):
        return None
    if channel == "sms":
        listening = now in (Status.CREATED, Status.SENT, Status.SENDING, Status.PENDING)
        return told if listening or (unsure and now == Status.TECHNICAL_FAILURE) else None
    if now == Status.PERMANENT_FAILURE and told == Status.DELIVERED:
        return None
    open_statuses = (Status.CREATED, Status.SENDING, Status.PENDING, Status.DELIVERED)
    return told if now in open_statuses or now in FAILURES else None


@transaction.atomic
def apply_receipts(receipts: Sequence[Receipt]) -> int:
    """Record receipts and change what they change; return how many notifications changed.

    A duplicate does nothing. One whose notification is unknown is kept unapplied, for a message
    that its provider is faster than.
    """
    changed, unknown = _apply(_record(receipts))
    _mark(unknown, applied=False)
    return changed


@transaction.atomic
def match_waiting_receipts() -> int:
    """Apply kept receipts whose message has its reference by now; return how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [WAITING_AT_ONCE])
        columns = [column.name for column in cursor.description]
        waiting = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    receipts = [Receipt(**event) for event in waiting]
    changed, unknown = _apply(receipts)
    _mark([receipt for receipt in receipts if receipt not in unknown], applied=True)
    return changed


def _apply(receipts: Sequence[Receipt]) -> tuple[int, list[Receipt]]:
    """Return how many notifications changed, and the receipts whose notification is unknown."""
    if not receipts:
        return 0, []
    found = _lock_notifications(receipts)
    changes: dict[UUID, dict[str, Any]] = {}
    unknown = []
    causes = []
    complaints: list[News] = []
    for receipt in sorted(receipts, key=lambda receipt: receipt.occurred_at):
        row = found.get(receipt.notification_id) or found.get(receipt.reference)
        if row is None:
            unknown.append(receipt)
            continue
        if receipt.recipient_complaint:
            complaints.append(News(row.id, row.service_id, COMPLAINT, receipt.occurred_at))
        cause = cause_of(row, receipt)
        if cause:
            causes.append(cause)
        _note_change(changes, row, receipt, bounced=bool(cause and cause.is_bounce))
    if changes:
        execute_within(CHANGE, {"changes": orjson.dumps(list(changes.values())).decode()})
    suppress(causes)
    queue_told(Callback.Kind.COMPLAINT, complaints)
    return len(changes), unknown


def _record(receipts: Sequence[Receipt]) -> list[Receipt]:
    """Insert events, as applied, and return those that were not there."""
    if not receipts:
        return []
    by_key = {(receipt.provider, receipt.event_id): receipt for receipt in receipts}
    records = [
        {
            "provider": receipt.provider,
            "event_id": receipt.event_id,
            "notification_id": receipt.notification_id,
            "reference": receipt.reference,
            "status": receipt.status or "",
            "provider_response": receipt.provider_response or "",
            "feedback_type": receipt.feedback_type or "",
            "feedback_subtype": receipt.feedback_subtype or "",
            "recipient_complaint": receipt.recipient_complaint,
            "occurred_at": receipt.occurred_at,
        }
        for receipt in by_key.values()
    ]
    rows = execute_within(RECORD, {"events": orjson.dumps(records).decode()})
    return [by_key[provider, event_id] for provider, event_id in rows]


def _lock_notifications(receipts: Sequence[Receipt]) -> dict[UUID | str | None, Told]:
    """Find and lock the receipts' notifications, in id order, by our id or the provider's."""
    ids = [receipt.notification_id for receipt in receipts if receipt.notification_id]
    references = [receipt.reference for receipt in receipts if not receipt.notification_id]
    found: dict[UUID | str | None, Told] = {}
    if ids:
        for row in execute_within(LOCK.format(which="id = ANY(%(ids)s)"), {"ids": ids}):
            told = Told(*row)
            found[told.id] = told
    if references:
        which = "provider_reference = ANY(%(references)s) AND provider_reference <> ''"
        for row in execute_within(LOCK.format(which=which), {"references": references}):
            told = Told(*row)
            found[told.provider_reference] = told
    return found


def _note_change(
    changes: dict[UUID, dict[str, Any]], row: Told, receipt: Receipt, *, bounced: bool
) -> None:
    change = changes.get(row.id)
    now = change["status"] if change else row.status
    unsure = not row.provider_reference
    status = next_status(row.channel, now, receipt.status, unsure=unsure)
    if status is None:
        return
    if change is None:
        change = changes[row.id] = {"id": row.id, "old_status": row.status, "events": []}
        change["bounced"] = False
    change |= {
        "status": status,
        "bounced": bounced or change["bounced"],
        "provider_response": receipt.provider_response,
        "feedback_type": receipt.feedback_type or "",
        "feedback_subtype": receipt.feedback_subtype or "",
    }
    event = {
        "status": status,
        "at": receipt.occurred_at.isoformat(),
        "provider": receipt.provider,
        "response": receipt.provider_response or "",
        "subtype": receipt.feedback_subtype or "",
    }
    change["events"].append({name: value for name, value in event.items() if value})


def _mark(receipts: Sequence[Receipt], *, applied: bool) -> None:
    if not receipts:
        return
    keys = [{"provider": receipt.provider, "event_id": receipt.event_id} for receipt in receipts]
    execute_within(MARK, {"applied": applied, "keys": orjson.dumps(keys).decode()})

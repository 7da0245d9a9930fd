"""End messages that hear nothing: the ages are the API contract's.

One guarded UPDATE ... RETURNING in batches: a receipt that comes in between wins or loses, never
both.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from notify.delivery.outbox import queue_callbacks
from notify.notifications.models import Status
from notify.stats.ledger import count_changes

SILENT_FOR = timedelta(days=3)
ROWS_AT_ONCE = 5_000

END = f"""
WITH silent AS MATERIALIZED (
    SELECT id, status AS old_status FROM notifications_notification
    WHERE status = %(old)s
        AND COALESCE(sent_at, scheduled_for, created_at) < now() - make_interval(secs => %(age)s)
    ORDER BY id LIMIT {ROWS_AT_ONCE} FOR UPDATE SKIP LOCKED
), changed AS (
    UPDATE notifications_notification n SET
        status = %(new)s, due_at = NULL, claim = NULL, updated_at = now(),
        history = n.history || jsonb_build_object('status', %(new)s, 'at', now(), 'code', 'silent')
    FROM silent WHERE n.id = silent.id
    RETURNING n.id, n.day, n.service_id, n.template_id, n.channel, n.key_type, n.status,
        silent.old_status
), counted AS ({count_changes("changed")}
), told AS ({queue_callbacks("changed")})
SELECT id FROM changed
"""  # noqa: S608  no value is interpolated


@dataclass(frozen=True)
class Ending:
    old: str
    new: str


ENDINGS = (
    Ending(Status.SENDING.value, Status.TEMPORARY_FAILURE.value),
    Ending(Status.PENDING.value, Status.TEMPORARY_FAILURE.value),
    Ending(Status.CREATED.value, Status.TECHNICAL_FAILURE.value),
)


def end_silent_messages(age: timedelta = SILENT_FOR) -> int:
    """End messages that have been silent for `age`; return how many. Texts may stay `sent`."""
    return sum(_end_all(ending, age) for ending in ENDINGS)


def _end_all(ending: Ending, age: timedelta) -> int:
    ended = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(END, {"old": ending.old, "new": ending.new, "age": age.total_seconds()})
            batch = len(cursor.fetchall())
        ended += batch
        if batch < ROWS_AT_ONCE:
            return ended

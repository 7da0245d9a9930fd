"""Re-seal everything that an older data key sealed, a few rows at a time.

To rotate: put a new key in front of DATA_KEYS, restart, run `manage.py rotate_keys`, and take the
old key out after it. A row that changes meanwhile is left for the next round.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from notify.delivery import models as delivery_models
from notify.delivery import sandbox
from notify.delivery.models import received
from notify.files import models as files
from notify.notifications import recipients
from notify.sending import idempotency, job_rows, list_source, list_verdict
from notify.sending.models import drafts
from notify.services import api_keys, callbacks
from notify.subscriptions import actions as subscriptions
from notify.vault import newest_key_id, reseal

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class SealedColumn:
    table: str
    column: str
    purpose: str


COLUMNS = (
    SealedColumn("notifications_notification", "sealed_recipient", recipients.RECIPIENT),
    SealedColumn(
        "notifications_notification", "sealed_personalisation", recipients.PERSONALISATION
    ),
    SealedColumn("notifications_jobchunk", "sealed_rows", job_rows.PURPOSE),
    SealedColumn("delivery_sandboxmessage", "sealed_message", sandbox.PURPOSE),
    SealedColumn("delivery_suppression", "sealed_recipient", delivery_models.SUPPRESSED_RECIPIENT),
    SealedColumn("files_file", "sealed_name", files.NAME),
    SealedColumn("files_file", "sealed_key", files.KEY),
    SealedColumn("sending_idempotentanswer", "sealed_answer", idempotency.PURPOSE),
    SealedColumn("reminders_reminder", "sealed_recipient", recipients.RECIPIENT),
    SealedColumn("reminders_reminder", "sealed_personalisation", recipients.PERSONALISATION),
    SealedColumn("subscriptions_subscription", "sealed_recipient", subscriptions.PURPOSE),
    SealedColumn("services_apikey", "sealed_secret", api_keys.PURPOSE),
    SealedColumn("services_callback", "sealed_token", callbacks.TOKEN_PURPOSE),
    SealedColumn("services_callback", "sealed_signing_secret", callbacks.SECRET_PURPOSE),
    SealedColumn("services_callback", "sealed_old_secret", callbacks.SECRET_PURPOSE),
    SealedColumn("delivery_receivedtext", "sealed_user_number", received.NUMBER),
    SealedColumn("delivery_receivedtext", "sealed_content", received.CONTENT),
    SealedColumn("sending_senddraft", "sealed_content", drafts.CONTENT),
    SealedColumn("sending_listdraft", "sealed_verdict", list_verdict.PURPOSE),
    SealedColumn("sending_listfile", "sealed_content", list_source.PURPOSE),
    SealedColumn("sending_listchunk", "sealed_rows", job_rows.PURPOSE),
    SealedColumn("sending_report", "sealed_key", files.KEY),
)


def rotate_keys() -> Iterator[tuple[SealedColumn, int]]:
    """Re-seal every column; yield each with how many values were re-sealed. Raises CannotOpen."""
    for column in COLUMNS:
        total = 0
        while moved := _rotate_some(column):
            total += moved
        yield column, total


def _rotate_some(column: SealedColumn) -> int:
    old = (
        f"SELECT id, {column.column} FROM {column.table} "  # noqa: S608  our own names
        f"WHERE length({column.column}) > 0 AND substring({column.column} FROM 2 FOR 4) <> %s "
        "LIMIT %s"
    )
    update = (
        f"UPDATE {column.table} SET {column.column} = %s "  # noqa: S608  our own names
        f"WHERE id = %s AND {column.column} = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(old, [newest_key_id(), ROWS_AT_ONCE])
        rows = [(row_id, bytes(sealed)) for row_id, sealed in cursor.fetchall()]
        cursor.executemany(
            update, [(reseal(sealed, column.purpose), row_id, sealed) for row_id, sealed in rows]
        )
    return len(rows)

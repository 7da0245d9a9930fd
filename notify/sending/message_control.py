"""Cancel a message to one person that waits for its time."""

from uuid import UUID

from django.db import connection, transaction

from notify.sending.job_settling import CANCEL
from notify.services.models import ApiKey
from notify.stats.usage import release

# Once it is due or with a worker, a message may be on its way: it is left alone. The messages of a
# list are cancelled with it.
PICK = """
SELECT service_id, channel, day, key_type, CASE channel WHEN 'sms' THEN fragments ELSE 1 END
FROM notifications_notification
WHERE id = %(id)s AND job_id IS NULL AND status = 'created' AND claim IS NULL
    AND scheduled_for > now()
FOR UPDATE
"""


class CannotCancelMessage(Exception):
    """The message does not wait for a time, or no longer. Nothing was changed."""


@transaction.atomic
def cancel_message(message_id: UUID) -> None:
    """Cancel a scheduled message and give back its share of the limits.

    Raises CannotCancelMessage.
    """
    with connection.cursor() as cursor:
        cursor.execute(PICK, {"id": message_id})
        picked = cursor.fetchone()
        if picked is None:
            raise CannotCancelMessage
        service_id, channel, day, key_type, cost = picked
        if key_type != ApiKey.Type.TEST:
            release(cursor, service_id=service_id, channel=channel, day=day, cost=cost)
        cursor.execute(CANCEL, {"ids": [message_id]})

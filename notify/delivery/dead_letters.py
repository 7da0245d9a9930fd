"""Messages that were given up: what they are, and how a person sends one again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from notify.accounts.models import AuditEvent, User
from notify.delivery.models import DeadLetter
from notify.delivery.timeouts import SILENT_FOR
from notify.delivery.wake import wake
from notify.notifications.ids import first_id_at
from notify.notifications.models import NotificationQuerySet, Status
from notify.stats.ledger import count_changes
from notify.stats.models import DailyCount

SHOWN = timedelta(days=8)  # as long as messages are kept at most, and a day
MOST_AT_ONCE = 500

# Only a message that is still given up, that still has a recipient, and that is young enough not
# to be ended as silent at once.
SEND_AGAIN = f"""
WITH picked AS MATERIALIZED (
    SELECT id, status AS old_status FROM notifications_notification
    WHERE id = ANY(%(ids)s) AND status = 'technical-failure' AND length(sealed_recipient) > 0
        AND COALESCE(scheduled_for, created_at) > now() - make_interval(secs => %(age)s)
    ORDER BY id FOR UPDATE
), changed AS (
    UPDATE notifications_notification n SET
        status = 'created', due_at = now(), claim = NULL, attempts = 0, sent_at = NULL,
        updated_at = now(), provider = '', provider_reference = '', provider_response = NULL,
        feedback_type = '', feedback_subtype = '',
        history = n.history
            || jsonb_build_object('status', 'created', 'at', now(), 'code', 'sent-again')
    FROM picked WHERE n.id = picked.id
    RETURNING n.id, n.day, n.service_id, n.template_id, n.channel, n.key_type, n.status,
        n.queue, picked.old_status
), counted AS ({count_changes("changed")})
SELECT id, service_id, queue FROM changed
"""  # noqa: S608  no value is interpolated


def dead_letters() -> NotificationQuerySet:
    """Return the messages that were given up, the newest first.

    The counts say which services have any, so the others' messages are not looked through.
    """
    since = timezone.now() - SHOWN
    counts = DailyCount.objects.filter(
        day__gte=since.date(), status=Status.TECHNICAL_FAILURE, count__gt=0
    )
    return DeadLetter.objects.filter(
        service_id__in=list(counts.values_list("service_id", flat=True).distinct()),
        id__gte=first_id_at(since),
        status=Status.TECHNICAL_FAILURE,
    ).order_by("-id")


def send_again(ids: Sequence[UUID], *, actor: User, ip: str | None) -> int:
    """Make given-up messages due again; return how many. Others are left alone.

    Each is on record, because the person may have sent it a second time.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                SEND_AGAIN,
                {"ids": list(ids[:MOST_AT_ONCE]), "age": SILENT_FOR.total_seconds()},
            )
            changed = cursor.fetchall()
        AuditEvent.objects.bulk_create(
            AuditEvent(
                actor=actor,
                action="message-sent-again",
                service_id=service_id,
                subject_type="notification",
                subject_id=str(identifier),
                before={"status": Status.TECHNICAL_FAILURE.value},
                after={"status": Status.CREATED.value},
                address=ip,
            )
            for identifier, service_id, _ in changed
        )
    for queue in {queue for *_, queue in changed}:
        wake(queue)
    return len(changed)

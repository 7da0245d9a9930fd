"""Send reminders that are due: a periodic duty of the scheduler.

Each is settled in the transaction that stores its message, so it is sent once or not yet. One that
a limit holds back waits an hour, for as long as the date is ahead.
"""

import logging
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from notify.message_templates.models import Channel
from notify.notifications.recipients import open_personalisation, open_recipient
from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import RecipientError
from notify.recipients.phone_number import parse_phone_number
from notify.reminders.models import Reminder
from notify.reminders.planning import quiet_hours
from notify.reminders.timing import after_quiet
from notify.sending.account import Account
from notify.sending.email import send_email
from notify.sending.errors import SendingError
from notify.sending.request import MessageRequest
from notify.sending.sms import send_sms
from notify.sending.store import OverLimit
from notify.vault import CannotOpen

logger = logging.getLogger(__name__)

AT_ONCE = 200
LONGEST_RUN = 20.0  # seconds, so that the scheduler's other duties are not late
HELD_BACK = timedelta(hours=1)
KEPT = timedelta(days=30)  # how long a settled reminder, with nothing personal in it, is shown


class DateIsOver(Exception):
    """The date that a reminder is about has passed while it waited."""


def send_due_reminders() -> int:
    """Send what is due, within 20 s; return how many were settled."""
    settled, end = 0, time.monotonic() + LONGEST_RUN
    while time.monotonic() < end:
        due = Reminder.objects.filter(state=Reminder.State.WAITING, due_at__lte=datetime.now(UTC))
        ids = list(due.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
        for reminder_id in ids:
            settled += _send(reminder_id)
        if len(ids) < AT_ONCE:
            break
    return settled


def forget_settled() -> int:
    """Delete reminders that were settled 30 days ago; return how many."""
    old = Reminder.objects.filter(settled_at__lt=datetime.now(UTC) - KEPT)
    return old.delete()[0]


def _send(reminder_id: UUID) -> int:
    try:
        with transaction.atomic():
            rows = Reminder.objects.select_for_update(skip_locked=True, of=("self",))
            waiting = rows.filter(pk=reminder_id, state=Reminder.State.WAITING)
            reminder = waiting.select_related("service").first()
            return _settle(reminder) if reminder else 0
    except Exception:  # one that cannot be sent must not hold back the others
        if not connection.is_usable():
            raise  # the database is away, and so are the others
        logger.exception("Reminder %s cannot be sent", reminder_id)
        Reminder.objects.filter(pk=reminder_id).update(due_at=datetime.now(UTC) + HELD_BACK)
        return 0


def _settle(reminder: Reminder) -> int:
    """Send one; store what became of it. The caller's transaction holds both."""
    if _waits_for_the_morning(reminder):
        return 0
    try:
        if reminder.event_at <= datetime.now(UTC):
            raise DateIsOver
        reminder.notification_id = _store(reminder)
        reminder.state = Reminder.State.SENT
    except OverLimit:
        if reminder.event_at > datetime.now(UTC) + HELD_BACK:
            reminder.due_at = datetime.now(UTC) + HELD_BACK
            reminder.save(update_fields=["due_at"])
            return 0
        reminder.state, reminder.problem = Reminder.State.REFUSED, "over-limit"
    except SendingError as error:
        reminder.state, reminder.problem = Reminder.State.REFUSED, error.code
    except DateIsOver:
        reminder.state, reminder.problem = Reminder.State.REFUSED, "past"
    except (CannotOpen, RecipientError) as error:
        reminder.state, reminder.problem = Reminder.State.REFUSED, type(error).__name__
    reminder.settled_at = datetime.now(UTC)
    reminder.sealed_recipient = reminder.sealed_personalisation = b""
    reminder.save(
        update_fields=[
            "state",
            "problem",
            "notification_id",
            "settled_at",
            "sealed_recipient",
            "sealed_personalisation",
        ]
    )
    return 1


def _waits_for_the_morning(reminder: Reminder) -> bool:
    """Put off one that comes late, after an outage or a full limit, into quiet hours."""
    now = datetime.now(UTC)
    later = after_quiet(now, reminder.time_zone, quiet_hours(reminder.service_id))
    if not now < later < reminder.event_at:
        return False
    reminder.due_at = later
    reminder.save(update_fields=["due_at"])
    return True


def _store(reminder: Reminder) -> UUID:
    recipient = open_recipient(reminder.sealed_recipient)
    is_sms = reminder.channel == Channel.SMS
    request = MessageRequest(
        account=Account.of(reminder.service),
        key_type=reminder.key_type,
        template_id=reminder.template_id,
        recipient=recipient,
        address=parse_phone_number(recipient) if is_sms else parse_email_address(recipient),
        personalisation=open_personalisation(reminder.sealed_personalisation),
        reference=reminder.reference or None,
        sender_id=reminder.sender_id,
        language=reminder.language or None,
        created_by_id=reminder.created_by_id,
    )
    return (send_sms if is_sms else send_email)(request).id

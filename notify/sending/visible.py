"""The messages that a service may still see."""

from datetime import UTC, datetime, timedelta

from django.db.models import Q

from notify.notifications.ids import first_id_at
from notify.notifications.models import Notification, NotificationQuerySet
from notify.sending.account import Account


def visible_notifications(account: Account) -> NotificationQuerySet:
    """Return a service's notifications that its retention still lets it see.

    The bounds on the time-ordered id also spare the partitions that are older.
    """
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    emails = first_id_at(today - timedelta(days=account.email_retention_days))
    texts = first_id_at(today - timedelta(days=account.sms_retention_days))
    return Notification.objects.filter(
        Q(channel="email", id__gte=emails) | Q(channel="sms", id__gte=texts),
        id__gte=min(emails, texts),
        service_id=account.id,
    ).exclude(sealed_recipient=b"")

"""How each part of the product is doing, measured on the real tables; for the status pages.

A part is judged by the oldest thing that waits in it: messages of the priority and normal queues
that are due, callbacks that are due. Large lists wait by design and are not looked at.
"""

import logging
from dataclasses import dataclass

from django.db import DatabaseError, connection

from notify.delivery.models import Provider
from notify.portal.kept import Kept
from notify.portal.models import Incident

logger = logging.getLogger(__name__)

KEPT_SECONDS = 15.0
DEGRADED_AFTER = 120.0  # seconds that the oldest due message has waited
DOWN_AFTER = 900.0

OLDEST_MESSAGES = """
SELECT channel, EXTRACT(EPOCH FROM now() - min(due_at))::float FROM notifications_notification
WHERE due_at < now() AND queue IN ('priority', 'normal') GROUP BY channel
"""
OLDEST_CALLBACK = """
SELECT EXTRACT(EPOCH FROM now() - min(due_at))::float FROM delivery_callbackdelivery d
JOIN services_callback c ON c.id = d.callback_id
WHERE d.due_at < now() AND d.state = 'waiting' AND c.suspended_at IS NULL
"""

OK, DEGRADED, DOWN = "ok", "degraded", "down"


@dataclass(frozen=True)
class Health:
    """The state of one part ("ok", "degraded", "down"), and what waits longest, in seconds."""

    part: str
    state: str
    waiting: float = 0.0


def look() -> tuple[Health, ...]:
    """Return the health of every part, at most 15 s old: a public page costs few looks."""
    return _kept.get()


def measure() -> tuple[Health, ...]:
    """Measure the health of every part now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(OLDEST_MESSAGES)
            waiting = dict(cursor.fetchall())
            cursor.execute(OLDEST_CALLBACK)
            callbacks = cursor.fetchone()[0] or 0.0
        channels = set(Provider.objects.filter(active=True).values_list("channel", flat=True))
    except DatabaseError:
        logger.exception("The health of the parts cannot be measured")
        return tuple(Health(part, DOWN) for part in Incident.Part.values)
    return (
        Health(Incident.Part.PORTAL, OK),
        *(_channel(name, waiting.get(name, 0.0), name in channels) for name in ("email", "sms")),
        Health(Incident.Part.CALLBACKS, _judge(callbacks), callbacks),
    )


def _channel(name: str, waiting: float, has_provider: bool) -> Health:
    return Health(name, _judge(waiting) if has_provider else DOWN, waiting)


def _judge(seconds: float) -> str:
    if seconds >= DOWN_AFTER:
        return DOWN
    return DEGRADED if seconds >= DEGRADED_AFTER else OK


_kept = Kept(measure, KEPT_SECONDS)

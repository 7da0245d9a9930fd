"""How many follow a topic, and how that changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count

from notify.stats.calendar import business_day
from notify.subscriptions.models import Subscription

WEEKS = 12
# A person who unsubscribes and comes back counts in both.
BY_WEEK = """
SELECT date_trunc('week', at AT TIME ZONE %(zone)s)::date,
    count(*) FILTER (WHERE act IN ('confirmed', 'imported')),
    count(*) FILTER (WHERE act = 'withdrawn')
FROM subscriptions_consent
WHERE topic_id = %(topic)s AND at >= %(since)s
GROUP BY 1
"""


@dataclass(frozen=True)
class Week:
    """How many came and went in the week that starts on `monday`."""

    monday: date
    came: int
    went: int


def numbers_of(topic_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Return, for each topic, how many subscriptions are in each state and channel."""
    rows = Subscription.objects.filter(topic_id__in=topic_ids)
    found: dict[UUID, dict[str, int]] = {
        topic_id: {"email": 0, "sms": 0, "asked": 0, "ended": 0} for topic_id in topic_ids
    }
    grouped = rows.values_list("topic_id", "state", "channel").annotate(Count("id"))
    for topic_id, state, channel, number in grouped:
        key = channel if state == Subscription.State.CONFIRMED else state
        found[topic_id][key] += number
    return found


def weeks_of(topic_id: UUID, zone: str) -> list[Week]:
    """Return the past twelve weeks, the oldest first, those without change too."""
    today = business_day(datetime.now(UTC))
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    with connection.cursor() as cursor:
        cursor.execute(BY_WEEK, {"topic": topic_id, "zone": zone, "since": first})
        rows = {monday: (came, went) for monday, came, went in cursor.fetchall()}
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    return [Week(monday, *rows.get(monday, (0, 0))) for monday in mondays]

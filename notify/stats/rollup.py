"""Count who sent how much on each day, before the messages of the day are erased.

A day is counted an hour after it is over, in one transaction with the mark that it is: a run that
dies counts nothing, a second run counts nothing twice. The shortest retention is three days, so
there are two days in which a missed run is made up for.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from notify.notifications.ids import first_id_at
from notify.stats.calendar import business_day
from notify.stats.models import RolledUpDay

SETTLED_AFTER = timedelta(hours=1)
DAYS_BACK = 3

# The id of a list's message may be up to a day older than the message itself.
COUNT = """
INSERT INTO stats_dailyuse (day, service_id, template_id, channel, key_type, api_key_id,
    created_by_id, sender, messages, fragments)
SELECT day, service_id, template_id, channel, key_type, api_key_id, created_by_id, sender,
    count(*), sum(fragments)
FROM notifications_notification
WHERE id >= %(first)s AND id < %(last)s AND day = %(day)s AND status <> 'cancelled'
GROUP BY day, service_id, template_id, channel, key_type, api_key_id, created_by_id, sender
"""


def roll_up_days(now: datetime | None = None) -> int:
    """Count the days that are over and not counted yet; return how many. A periodic duty."""
    over = business_day((now or datetime.now(UTC)) - SETTLED_AFTER)
    return sum(_roll_up(over - timedelta(days=back)) for back in range(DAYS_BACK, 0, -1))


@transaction.atomic
def _roll_up(day: date) -> int:
    _mark, made = RolledUpDay.objects.get_or_create(day=day)
    if not made:
        return 0
    start = datetime.combine(day, time(), ZoneInfo(settings.LOCAL_TIME_ZONE))
    bounds: dict[str, UUID | date] = {
        "first": first_id_at(start - timedelta(days=1)),
        "last": first_id_at(start + timedelta(days=1, hours=1)),
        "day": day,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, bounds)
    return 1

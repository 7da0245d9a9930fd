"""Reserve a share of a service's limits: the check and the reservation are one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.db.backends.utils import CursorWrapper

from notify.stats.calendar import fiscal_year_start
from notify.stats.models import Usage

YEAR, DAY = Usage.Period.YEAR.value, Usage.Period.DAY.value

# Two parts, so that a statement that does more can hold them (sending/store.py).
WANT = """want AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(wants)s)
        AS w(service_id uuid, channel varchar, period varchar, start date, cost bigint, most bigint)
)"""
GRANT = """
INSERT INTO stats_usage AS u (service_id, channel, period, start, used)
SELECT service_id, channel, period, start, cost FROM want WHERE cost <= most
ORDER BY service_id, channel, period, start
ON CONFLICT (service_id, channel, period, start) DO UPDATE SET used = u.used + EXCLUDED.used
WHERE u.used + EXCLUDED.used <= (
    SELECT most FROM want w WHERE w.service_id = EXCLUDED.service_id
        AND w.channel = EXCLUDED.channel AND w.period = EXCLUDED.period AND w.start = EXCLUDED.start
)
RETURNING service_id, channel, period
"""
RESERVE = f"WITH {WANT} {GRANT}"

# Locked in the order in which RESERVE writes: two writers never wait for each other in a circle.
RELEASE = """
WITH held AS MATERIALIZED (
    SELECT id FROM stats_usage
    WHERE service_id = %(service)s AND channel = %(channel)s AND (
        (period = 'year' AND start = %(year)s) OR (period = 'day' AND start = %(day)s)
    )
    ORDER BY period, start FOR UPDATE
)
UPDATE stats_usage u SET used = GREATEST(u.used - %(cost)s, 0) FROM held WHERE u.id = held.id
"""


@dataclass(frozen=True)
class Share:
    """What a service wants of a channel on a day, and the most it may have used after."""

    service_id: UUID
    channel: str
    day: date
    cost: int
    daily_limit: int
    annual_limit: int


def list_wants(shares: Iterable[Share]) -> list[dict[str, str | int]]:
    """Return a record for each period of each share, the year before the day."""
    return [
        {
            "service_id": str(share.service_id),
            "channel": share.channel,
            "period": period,
            "start": start.isoformat(),
            "cost": share.cost,
            "most": most,
        }
        for share in shares
        for period, start, most in (
            (YEAR, fiscal_year_start(share.day), share.annual_limit),
            (DAY, share.day, share.daily_limit),
        )
    ]


def full_period(share: Share) -> str | None:
    """Return the period in which there is no room for a share now, the year before the day."""
    for want in list_wants([share]):
        used = Usage.objects.filter(
            service_id=share.service_id,
            channel=share.channel,
            period=str(want["period"]),
            start=str(want["start"]),
        ).values_list("used", flat=True)
        if sum(used) + share.cost > int(want["most"]):
            return str(want["period"])
    return None


def reserve(cursor: CursorWrapper, shares: Iterable[Share]) -> str | None:
    """Reserve every share, or say which period is full ("year" before "day").

    When a period is full the caller must roll its transaction back: others may have been reserved.
    Shares must differ in (service, channel, day).
    """
    wants = list_wants(shares)
    cursor.execute(RESERVE, {"wants": orjson.dumps(wants).decode()})
    granted = {(str(service), channel, period) for service, channel, period in cursor.fetchall()}
    for period in (YEAR, DAY):
        for want in wants:
            key = (want["service_id"], want["channel"], period)
            if want["period"] == period and key not in granted:
                return period
    return None


def release(cursor: CursorWrapper, *, service_id: UUID, channel: str, day: date, cost: int) -> None:
    """Give back what was reserved on a day and will not be sent.

    Call it before the counts are changed: a send takes its share first and counts after.
    """
    parameters: dict[str, Any] = {
        "service": service_id,
        "channel": channel,
        "day": day,
        "year": fiscal_year_start(day),
        "cost": cost,
    }
    cursor.execute(RELEASE, parameters)

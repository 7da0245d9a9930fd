"""Reserve a share of a service's limits: the check and the reservation are one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import orjson
from django.db.backends.utils import CursorWrapper

from notify.stats.calendar import fiscal_year_start
from notify.stats.models import Usage

YEAR, DAY = Usage.Period.YEAR.value, Usage.Period.DAY.value

RESERVE = """
WITH want AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%s)
        AS w(service_id uuid, channel varchar, period varchar, start date, cost bigint, most bigint)
)
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


@dataclass(frozen=True)
class Share:
    """What a service wants of a channel on a day, and the most it may have used after."""

    service_id: UUID
    channel: str
    day: date
    cost: int
    daily_limit: int
    annual_limit: int


def reserve(cursor: CursorWrapper, shares: Iterable[Share]) -> str | None:
    """Reserve every share, or say which period is full ("year" before "day").

    When a period is full the caller must roll its transaction back: others may have been reserved.
    Shares must differ in (service, channel, day).
    """
    wants = [
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
    cursor.execute(RESERVE, [orjson.dumps(wants).decode()])
    granted = {(str(service), channel, period) for service, channel, period in cursor.fetchall()}
    for period in (YEAR, DAY):
        for want in wants:
            key = (want["service_id"], want["channel"], period)
            if want["period"] == period and key not in granted:
                return period
    return None

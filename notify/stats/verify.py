"""Recompute the counts from the rows and say where they differ."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

# Days whose rows may be gone already (the shortest retention is three days) cannot be recomputed.
DIFFERENCES = """
WITH rows AS (
    SELECT day, service_id, template_id, key_type, status, count(*) AS n
    FROM notifications_notification WHERE day >= %(since)s GROUP BY 1, 2, 3, 4, 5
), counts AS (
    SELECT day, service_id, template_id, key_type, status, sum(count) AS n
    FROM stats_dailycount WHERE day >= %(since)s GROUP BY 1, 2, 3, 4, 5
)
SELECT day, service_id, template_id, key_type, status, COALESCE(counts.n, 0), COALESCE(rows.n, 0)
FROM rows FULL JOIN counts USING (day, service_id, template_id, key_type, status)
WHERE COALESCE(counts.n, 0) <> COALESCE(rows.n, 0)
ORDER BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Difference:
    """A count that the rows do not bear out."""

    day: date
    service_id: UUID
    template_id: UUID
    key_type: str
    status: str
    counted: int
    rows: int


def differing_counts(since: date) -> list[Difference]:
    """Return every count of a day from `since` on that differs from its rows; in one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, {"since": since})
        return [
            Difference(day, service, template, key_type, status, int(counted), int(rows))
            for day, service, template, key_type, status, counted, rows in cursor.fetchall()
        ]

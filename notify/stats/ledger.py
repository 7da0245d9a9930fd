"""The SQL that keeps DailyCount exact; part of the statement that changes the messages.

Keys are written in sorted order, so two writers never wait for each other in a circle. The shard is
the writer's: two at a time seldom share one, and a statement writes one row for each count that it
changes, where shards by message made it write up to eight (receipts in tens: 4,900 to 6,300 a
second). A shard alone says nothing, and may be negative; their sum is the count.
"""

SHARDS = 8  # a power of two

SHARD = f"(pg_backend_pid() & {SHARDS - 1})::smallint"

UPSERT = """
INSERT INTO stats_dailycount AS c
    (day, service_id, template_id, channel, key_type, status, shard, count)
{select}
ON CONFLICT (service_id, day, template_id, key_type, status, shard)
DO UPDATE SET count = c.count + EXCLUDED.count
"""


def count_created(source: str) -> str:
    """Return SQL that counts the rows of a CTE, which holds new notifications, as created."""
    return UPSERT.format(
        select=f"""
SELECT day, service_id, template_id, channel, key_type, status, {SHARD}, count(*)
FROM {source} s GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 2, 1, 3, 5, 6, 7"""  # noqa: S608  our own names
    )


def count_changes(source: str) -> str:
    """Return SQL that moves counts; the CTE holds changed notifications and their `old_status`."""
    key = f"day, service_id, template_id, channel, key_type, %s, {SHARD}"
    return UPSERT.format(
        select=f"""
SELECT day, service_id, template_id, channel, key_type, state, shard, sum(delta) FROM (
    SELECT {key % "s.old_status AS state"} AS shard, -1 AS delta FROM {source} s
    UNION ALL
    SELECT {key % "s.status AS state"} AS shard, 1 AS delta FROM {source} s
) moved
GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(delta) <> 0 ORDER BY 2, 1, 3, 5, 6, 7"""  # noqa: S608  our own names
    )

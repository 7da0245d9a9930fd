"""Time reading and accepting with millions of messages in the tables, against none in the same run.

    .venv/bin/python -m bench.scale_data [--rows 10000000] [--folder DIR]

PostgreSQL makes the rows itself (a COPY from Python would need four times as long): the retention
of seven days, a fifth of them the measured service's, statuses and recipients as they come. It
needs about 700 bytes a row on disk, in a scratch store that goes at the end. The ratio to the empty
tables should be at most 1.5. At the end a day of a million rows is forgotten.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench.accept import measure
from bench.results import Figure, save
from bench.web_only import WebOnly

DAYS = 7
BYTES_A_ROW = 800
ACCEPTED = 1_500

# As many rows as are asked for in one day's partition. A message's id says when it was made, so ids
# are drawn over the day. `bench_people` has real recipients; others are as random as real ones.
FILL = """
INSERT INTO notifications_notification (id, service_id, template_id, template_version, key_type,
    channel, queue, language, sealed_recipient, recipient_index, sealed_personalisation,
    client_reference, sender, fragments, international, created_at, day, status, attempts, sent_at,
    updated_at, provider, provider_reference, feedback_type, feedback_subtype, unsubscribe_url,
    history)
SELECT m.id, CASE WHEN n %% 5 = 0 THEN %(service)s::uuid ELSE o.service_id END,
    CASE WHEN n %% 5 = 0 THEN %(template)s::uuid ELSE o.template_id END, 1, 'normal', 'email',
    'normal', '', p.sealed,
    CASE WHEN n %% 1000 = 0 THEN p.index ELSE decode(md5((n %% 2000003)::text), 'hex') END,
    p.values, CASE WHEN n %% 3 = 0 THEN 'order-' || n END, '', 0, false, m.at, %(day)s,
    CASE WHEN n %% 50 = 0 THEN 'permanent-failure' ELSE 'delivered' END, 1, m.at, m.at, 'bench',
    md5(n::text), '', '', '',
    jsonb_build_array(
        jsonb_build_object('status', 'sending', 'provider', 'bench', 'at', m.at),
        jsonb_build_object('status', 'delivered', 'provider', 'bench', 'at', m.at))
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
CROSS JOIN LATERAL (SELECT %(start)s::timestamptz + random() * %(length)s::interval AS at
    OFFSET (n * 0)) t
CROSS JOIN LATERAL (
    SELECT t.at, (lpad(to_hex((extract(epoch FROM t.at) * 1000)::bigint), 12, '0') || '7'
        || substr(md5(n::text || 'a'), 1, 3) || '8' || substr(md5(n::text), 1, 15))::uuid AS id
) m
JOIN bench_people p ON p.place = n %% 1000
JOIN bench_others o ON o.place = n %% 40
"""
COUNT = """
INSERT INTO stats_dailycount (day, service_id, template_id, channel, key_type, status, shard, count)
SELECT day, service_id, template_id, channel, key_type, status, 7, count(*)
FROM notifications_notification WHERE provider = 'bench' GROUP BY 1, 2, 3, 4, 5, 6
"""
PREPARE = """
CREATE TABLE bench_people (place int PRIMARY KEY, sealed bytea, index bytea, values bytea);
CREATE TABLE bench_others (place int PRIMARY KEY, service_id uuid, template_id uuid);
INSERT INTO bench_others SELECT n, gen_random_uuid(), gen_random_uuid()
    FROM generate_series(0, 39) n;
"""


def main() -> None:
    """Measure empty, fill, measure again and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, help="where the scratch store may be")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="notify-bench-", dir=arguments.folder))
    free = shutil.disk_usage(folder).free
    if free < arguments.rows * BYTES_A_ROW * 2:
        folder.rmdir()
        raise SystemExit(f"Too little disk: {free / 1e9:.0f} GB are free; use fewer --rows.")
    web = WebOnly(folder, WEB_WORKERS="2")
    try:
        web.start()
        measure(web, 1_000)
        empty = timings(web)
        seconds = fill(web, arguments.rows)
        full = timings(web)
        figures = report(empty, full, rows=arguments.rows, seconds=seconds, size=_size(web))
        figures["forgetting a day of 1,000,000"] = Figure(forget_a_day(web), "s")
        save("scale_data", figures)
    finally:
        web.stop()
        shutil.rmtree(folder)


def timings(web: WebOnly) -> dict[str, float]:
    """Return milliseconds by what is done: pages in a process of their own, then accepting."""
    command = [sys.executable, "-m", "bench.scale_reads", json.dumps(web.demo["bench"])]
    done = subprocess.run(command, env=web.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    rounds = [measure(web, ACCEPTED)[1] for _ in range(3)]
    found["accept, CPU"] = statistics.median(sum(cpu.values()) for cpu in rounds)
    return found


def fill(web: WebOnly, rows: int) -> float:
    """Make the rows, two days at a time; return the seconds it took."""
    began = time.perf_counter()
    web.manage("shell", "-c", _make_people())
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=back) for back in range(1, DAYS)]
    share = rows // len(days)
    jobs = [
        (web, day, place * share, rows if day == days[-1] else (place + 1) * share)
        for place, day in enumerate(days)
    ]
    for pair in zip(jobs[::2], jobs[1::2], strict=True):
        _together([lambda job=job: _fill_day(*job) for job in pair])  # type: ignore[misc]
    with web.database() as connection:
        connection.execute(COUNT)
        connection.execute("VACUUM ANALYZE notifications_notification")
    return time.perf_counter() - began


def _fill_day(web: WebOnly, day: Any, first: int, last: int) -> None:
    bench = web.demo["bench"]
    with web.database() as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute(
            FILL,
            {
                "service": bench["service_id"],
                "template": bench["templates"]["email"],
                "day": day,
                "first": first,
                "last": last - 1,
                "start": datetime(day.year, day.month, day.day, tzinfo=UTC),
                "length": timedelta(hours=23, minutes=59),
            },
        )


def _make_people() -> str:
    return f"""
from datetime import UTC, datetime, timedelta
from django.db import connection
from notify.notifications.partitions import create_partition
from notify.notifications.recipients import recipient_index, seal_personalisation, seal_recipient
today = datetime.now(UTC).date()
for back in range({DAYS} + 2):
    create_partition(today - timedelta(days=back))
with connection.cursor() as cursor:
    cursor.execute({PREPARE!r})
    for place in range(1000):
        address = f"bench{{place}}@example.ca"
        values = seal_personalisation({{"name": f"Person {{place}}", "date": "June 3"}})
        cursor.execute("INSERT INTO bench_people VALUES (%s, %s, %s, %s)",
            [place, seal_recipient(address), recipient_index(address), values])
"""


def _together(works: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


def _size(web: WebOnly) -> float:
    with web.database() as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return float(row[0]) / 1e9 if row else 0.0


def report(
    empty: dict[str, float], full: dict[str, float], *, rows: int, seconds: float, size: float
) -> dict[str, Figure]:
    """Print the table and return the figures; the floor is the empty database."""
    print(f"{rows:,} messages made in {seconds:,.0f} s; the database has {size:.1f} GB")
    print(f"{'ms':36}{'empty':>9}{'full':>9}{'ratio':>8}")
    figures = {
        "messages": Figure(float(rows), ""),
        "making them": Figure(seconds, "s"),
        "database": Figure(size, "GB"),
    }
    for name, before in empty.items():
        print(f"  {name:34}{before:>9.2f}{full[name]:>9.2f}{full[name] / before:>8.2f}")
        figures[name] = Figure(full[name], "ms", before)
    return figures


def forget_a_day(web: WebOnly) -> float:
    """Put a million rows into a day that nobody keeps any more, and forget it."""
    day = datetime.now(UTC).date() - timedelta(days=DAYS + 1)
    _fill_day(web, day, 100_000_000, 101_000_000)
    said = web.manage(
        "shell",
        "-c",
        "import time; from datetime import UTC, datetime;"
        "from notify.notifications.retention import drop_old_partitions;"
        "started = time.perf_counter();"
        "drop_old_partitions(datetime.now(UTC).date());"
        "print(time.perf_counter() - started)",
    )
    seconds = float(said.splitlines()[-1])
    with web.database() as connection:
        _check_gone(connection, day)
    print(f"forgetting a day of 1,000,000 messages: {seconds:.2f} s")
    return seconds


def _check_gone(connection: "psycopg.Connection[tuple[Any, ...]]", day: Any) -> None:
    left = connection.execute(
        "SELECT to_regclass(%s)", [f"notifications_notification_{day:%Y%m%d}"]
    ).fetchone()
    assert left == (None,), "the day is still there"


if __name__ == "__main__":
    main()

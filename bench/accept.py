"""Measure accepting emails over the API, with committed rows and every check on.

    .venv/bin/python -m bench.accept [emails]

Embedded stores and two web processes, no workers; 32 connections from the same machine. The floors
of the same run: requests to an address of the same server that does nothing but answer, and one
INSERT and COMMIT on one connection. Through REST framework's view, then by the fast lane.
"""

import itertools
import shutil
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.cpu import cpu_seconds
from bench.floors import answer_floor, commit_floor
from bench.load import Load, offer, post
from bench.product import Product
from bench.results import Figure, save
from bench.web_only import WebOnly

ROUNDS = 3
CONNECTIONS = 32
LANES = {"through the REST framework view": "false", "by the fast lane": "true"}

Measured = tuple[Load, dict[str, float]]


def main() -> None:
    """Measure both ways and print the table."""
    emails = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    folder = Path(tempfile.mkdtemp(prefix="notify-bench-"))
    web = WebOnly(folder, WEB_WORKERS="2", FAST_LANE="false")
    try:
        web.start()
        answers, commits = answer_floor(web.port, CONNECTIONS), commit_floor(web)
        print(f"floors: {answers:,.0f} empty answers/s, {commits:,.0f} INSERT and COMMIT/s")
        figures = {"INSERT and COMMIT of one row": Figure(commits, "/s")}
        for name, lane in LANES.items():
            web.stop_web()
            web.environment["FAST_LANE"] = lane
            web.start_web()
            measure(web, 500)  # warm
            rounds = [measure(web, emails) for _ in range(ROUNDS)]
            figures |= report(name, rounds, answers)
        save("accept", figures)
    finally:
        web.stop()
        shutil.rmtree(folder)


def emails_of(web: Product) -> Iterator[bytes]:
    bench = web.demo["bench"]
    for n in itertools.count():
        body = {
            "email_address": f"person{n}@example.ca",
            "template_id": bench["templates"]["email"],
            "personalisation": {"name": f"Person {n}", "date": "June 3"},
        }
        yield post("/v2/notifications/email", bench["api_key"], body)


def measure(web: Product, emails: int) -> Measured:
    """Offer emails; return the load and the CPU in ms a request, by part."""
    before = cpu_seconds(web)
    load = offer(web.port, emails_of(web), connections=CONNECTIONS, number=emails)
    used = cpu_seconds(web)
    assert load.refused == 0, f"{load.refused} requests were not accepted"
    return load, {part: (used[part] - before[part]) * 1000 / emails for part in used}


def report(name: str, rounds: list[Measured], floor: float) -> dict[str, Figure]:
    """Print the medians of the rounds and return them."""
    per_second = statistics.median(load.per_second for load, _ in rounds)
    p50 = statistics.median(load.p50 for load, _ in rounds)
    p99 = statistics.median(load.p99 for load, _ in rounds)
    parts = Counter(
        {part: statistics.median(cpu[part] for _, cpu in rounds) for part in rounds[0][1]}
    )
    shown = ", ".join(f"{part} {ms:.2f}" for part, ms in parts.most_common() if ms >= 0.005)
    print(
        f"{name}: {per_second:,.0f}/s, {per_second / floor:.2f} of the floor; p50 {p50:.0f} ms, "
        f"p99 {p99:.0f} ms; CPU {sum(parts.values()):.2f} ms a request ({shown})"
    )
    return {
        f"accepted {name}": Figure(per_second, "/s", floor),
        f"p50 {name}": Figure(p50, "ms"),
        f"p99 {name}": Figure(p99, "ms"),
        f"CPU a request {name}": Figure(sum(parts.values()), "ms"),
    }


if __name__ == "__main__":
    main()

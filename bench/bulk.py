"""Measure a list of 50,000: accepting it over the API, and making messages of it.

    .venv/bin/python -m bench.bulk [rows]

Runs on an embedded store in a folder of its own, each step in a process of its own so that its
peak memory is its own. The floor is a plain COPY of as many rows, already sealed, into the same
table in the same run: no reading, no checks, no counts, no progress.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.results import Figure, save
from notify_project.embedded import EmbeddedStores

ROUNDS = 3


def main() -> None:
    """Start a store, run every step as a child and print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory(prefix="notify-bench-") as folder:
        stores = EmbeddedStores(Path(folder) / "data", Path(folder) / "run")
        try:
            stores.start()
            environment = os.environ | {
                "NOTIFY_DATA_DIR": str(stores.data_dir),
                "NOTIFY_SOCKET_DIR": str(stores.socket_dir),
                "DATABASE_URL": "",
                "REDIS_URL": "",
                "LOG_LEVEL": "WARNING",
            }
            run("prepare", rows, environment)
            measured = [
                (name, step, run(step, rows, environment))
                for name, step in STEPS
                for _ in range(ROUNDS)
            ]
        finally:
            stores.stop()
    print_table(rows, measured)


def run(step: str, rows: int, environment: dict[str, str]) -> dict[str, Any]:
    """Run one step in a process of its own and return what it says of itself."""
    command = [sys.executable, "-m", "bench.bulk_steps", step, str(rows)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


STEPS = (
    ("COPY of sealed rows (floor)", "copy"),
    ("accept emails, rows", "accept-email-rows"),
    ("accept emails, csv", "accept-email-csv"),
    ("accept texts, rows", "accept-sms-rows"),
    ("make messages of emails", "store-email"),
    ("make messages of texts", "store-sms"),
    ("cancel waiting messages", "cancel"),
)


def print_table(rows: int, measured: list[tuple[str, str, dict[str, Any]]]) -> None:
    """Print the best of the rounds for each step."""
    best: dict[str, dict[str, Any]] = {}
    for name, _, result in measured:
        if name not in best or result["seconds"] < best[name]["seconds"]:
            best[name] = result
    floor = next(iter(best.values()))["seconds"]
    print(f"{rows:,} rows, best of {ROUNDS}, {os.cpu_count()} processors")
    print(f"{'':34}{'seconds':>9}{'rows/s':>10}{'CPU us/row':>12}{'peak MB':>9}{'x floor':>9}")
    figures: dict[str, Figure] = {}
    for name, result in best.items():
        seconds = result["seconds"]
        print(
            f"{name:34}{seconds:>9.2f}{rows / seconds:>10,.0f}"
            f"{result['cpu'] / rows * 1e6:>12.1f}{result['peak_mb']:>9.0f}{seconds / floor:>9.1f}"
        )
        figures[f"{name}, {rows:,}"] = Figure(seconds, "s", floor)
        figures[f"{name}: memory"] = Figure(result["peak_mb"], "MB")
    save("bulk", figures)


def report(seconds: float, cpu: float) -> None:
    """Print what a step took, for the parent to read."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak}))


def timed(work: Any) -> tuple[Any, float, float]:
    """Run something; return its result, the seconds and the processor seconds it took."""
    started, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - started, time.process_time() - cpu


if __name__ == "__main__":
    main()

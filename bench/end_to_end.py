"""Measure accepting messages over the API, and their way from POST to the provider.

    .venv/bin/python -m bench.end_to_end [messages [sms]]

Emails, or texts with `sms`. The whole product runs on embedded stores; the provider is a stub on
loopback that answers after 20 ms; the load generator is on the same machine. The floor of the same
run: requests to an address of the same server that does nothing but answer (`/_status?simple=1`),
and one INSERT and COMMIT on one connection. Medians of three runs; delivery goes on while requests
are accepted.
"""

import itertools
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import requests

from bench.cpu import cpu_seconds
from bench.floors import answer_floor, commit_floor
from bench.load import Load, offer, post
from bench.product import Product, free_port, wait_for
from bench.results import Figure, save
from bench.routes import add_provider, use_only

ROUNDS = 3
CONNECTIONS = 32
PROVIDER_MS = 20


@dataclass(frozen=True)
class Round:
    """One measured run. CPU in milliseconds a message, by part."""

    load: Load
    seconds: float
    cpu: dict[str, float]

    @property
    def delivered_per_second(self) -> float:
        return self.load.accepted / self.seconds


def main() -> None:
    """Run the product and the stub, measure and print the table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    channel = "sms" if "sms" in sys.argv[2:] else "email"
    folder = Path(tempfile.mkdtemp(prefix="notify-bench-"))
    port = free_port()
    stub = subprocess.Popen(
        [sys.executable, "-m", "bench.stub_provider", str(port), str(PROVIDER_MS)]
    )
    product = Product(
        folder,
        WEB_WORKERS="2",
        DELIVERY_PROCESSES="2",
        AWS_ACCESS_KEY_ID="bench",
        AWS_SECRET_ACCESS_KEY="bench",
    )
    try:
        product.start()
        url = f"http://127.0.0.1:{port}"
        kind = {"email": "ses", "sms": "sms_voice"}[channel]
        add_provider(product, "bench", kind=kind, channel=channel, url=url)
        use_only(product, {channel: ["bench"]})
        floors = [
            ("an answer that does nothing", answer_floor(product.port, CONNECTIONS)),
            ("one INSERT and COMMIT, one connection", commit_floor(product)),
        ]
        rounds = [_measure(product, port, channel, number) for _ in range(ROUNDS)]
        _print(rounds, floors, channel)
    finally:
        product.stop()
        stub.terminate()
        shutil.rmtree(folder)


def _measure(product: Product, port: int, channel: str, number: int) -> Round:
    bench = product.demo["bench"]
    field = {"email": "email_address", "sms": "phone_number"}[channel]
    # 613 253 holds the numbers that the API simulates: it answers, and nothing leaves.
    bodies = (
        post(
            f"/v2/notifications/{channel}",
            bench["api_key"],
            {
                field: f"person{n}@example.ca" if channel == "email" else f"613254{n % 10_000:04}",
                "template_id": bench["templates"][channel],
                "personalisation": {"name": f"Person {n}", "date": "June 3", "code": "123456"},
            },
        )
        for n in itertools.count()
    )
    before, sent_before = cpu_seconds(product), _different(port)
    began = time.perf_counter()
    load = offer(product.port, bodies, connections=CONNECTIONS, number=number)
    wait_for(
        lambda: _different(port) - sent_before >= load.accepted, 120, "every message is delivered"
    )
    seconds = time.perf_counter() - began
    used = cpu_seconds(product)
    cpu = {part: (used[part] - before[part]) * 1000 / load.accepted for part in used}
    assert load.refused == 0, f"{load.refused} requests were not accepted"
    assert _different(port) - sent_before == load.accepted, "a message that nobody sent"
    return Round(load, seconds, cpu)


def _different(port: int) -> int:
    return int(requests.get(f"http://127.0.0.1:{port}/count", timeout=5).json()["different"])


def _print(rounds: list[Round], floors: list[tuple[str, float]], channel: str) -> None:
    accepted = statistics.median(r.load.per_second for r in rounds)
    delivered = statistics.median(r.delivered_per_second for r in rounds)
    print(f"{'floor, in the same run':<44}{'a second':>10}")
    for name, per_second in floors:
        print(f"  {name:<42}{per_second:>10,.0f}")
    print(f"{f'{channel}, median of {len(rounds)}':<44}{'a second':>10}{'of floor':>10}")
    print(f"  {'accepted, committed':<42}{accepted:>10,.0f}{accepted / floors[0][1]:>10.2f}")
    print(
        f"  {'from POST to the provider':<42}{delivered:>10,.0f}{delivered / floors[0][1]:>10.2f}"
    )
    p50 = statistics.median(r.load.p50 for r in rounds)
    p99 = statistics.median(r.load.p99 for r in rounds)
    print(f"  accepting: p50 {p50:.0f} ms, p99 {p99:.0f} ms at {CONNECTIONS} connections")
    total: Counter[str] = Counter()
    for part in sorted(set().union(*(r.cpu for r in rounds))):
        total[part] = statistics.median(r.cpu.get(part, 0.0) for r in rounds)  # type: ignore[assignment]
    parts = ", ".join(f"{part} {ms:.2f}" for part, ms in total.most_common() if ms >= 0.005)
    print(f"  CPU, ms a message: {sum(total.values()):.2f} in all ({parts})")
    save(
        f"end_to_end_{channel}",
        {
            "INSERT and COMMIT of one row": Figure(floors[1][1], "/s"),
            "accepted": Figure(accepted, "/s", floors[0][1]),
            "from POST to the provider": Figure(delivered, "/s", floors[0][1]),
            "accepting: p50": Figure(p50, "ms"),
            "accepting: p99": Figure(p99, "ms"),
            "CPU a message": Figure(float(sum(total.values())), "ms"),
            **{f"CPU a message, {part}": Figure(float(ms), "ms") for part, ms in total.items()},
        },
    )


if __name__ == "__main__":
    main()

"""How long the running product takes to be well again after each fault.

    .venv/bin/python -m bench.recovery [rounds]

A hundred emails are posted; in the middle comes the fault. Timed from the fault: until a POST is
accepted again, and until everything that was accepted has left. The floor is the same without a
fault. A killed worker's rows wait for their lease, 26 s here and 60 s by default.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench.product import Product, wait_for
from bench.results import Figure, save

EMAILS = 100
Fault = Callable[[Product], object]
FAULTS: dict[str, Fault] = {
    "no fault": lambda product: None,
    "worker killed": lambda product: product.kill("notify_project.worker"),
    "web killed": lambda product: product.kill("notify_project.web"),
    "scheduler killed": lambda product: product.kill("manage.py scheduler"),
    "Valkey flushed": lambda product: product.valkey().flushall(),
    "Valkey killed": lambda product: product.kill("valkey-server"),
    "PostgreSQL killed": lambda product: product.kill("postgres -D"),
}


def main() -> None:
    """Run the product, hurt it and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    product = Product(Path(tempfile.mkdtemp(prefix="notify-bench-")))
    print(
        f"{'seconds after the fault, median of ' + str(rounds):<40}{'accepts':>9}{'all left':>10}"
    )
    try:
        product.start()
        bench = product.demo["bench"]  # the demo's own service may send a thousand a minute
        product.demo |= {"api_keys": {"live": bench["api_key"]}, "templates": bench["templates"]}
        figures: dict[str, Figure] = {}
        for name, fault in FAULTS.items():
            times = [_recover(product, fault) for _ in range(rounds)]
            accepts, left = (statistics.median(part) for part in zip(*times, strict=True))
            print(f"  {name:<38}{accepts:>9.1f}{left:>10.1f}", flush=True)
            figures[f"{name}: accepts again"] = Figure(accepts, "s")
            figures[f"{name}: all has left"] = Figure(left, "s")
        save("recovery", figures)
    finally:
        product.stop()


def _recover(product: Product, fault: Fault) -> tuple[float, float]:
    ids: list[str] = []
    thread = threading.Thread(target=lambda: ids.extend(product.send_emails(EMAILS)))
    thread.start()
    time.sleep(0.3)
    began = time.monotonic()
    fault(product)
    ids.append(wait_for(lambda: product.send_email(0), 60, "sends are accepted again"))
    accepts = time.monotonic() - began
    thread.join()
    wait_for(lambda: _have_left(product, ids), 90, "everything has left")
    return accepts, time.monotonic() - began


def _have_left(product: Product, ids: list[str]) -> bool:
    try:
        return not {"created", "lost"} & set(product.statuses(ids))
    except psycopg.OperationalError:  # what was in hand when PostgreSQL was killed was accepted
        return False


if __name__ == "__main__":
    main()

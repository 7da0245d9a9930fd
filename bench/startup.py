"""Measure how long the product takes to start, and what its web processes hold in memory.

    .venv/bin/python -m bench.startup

From `manage.py up` to the first answer: on an empty data directory (a cluster and its database are
made), then again on what that left, as most starts are. Before that, `make run` looks whether all
is installed. Memory after 300 sends: of the largest process of each kind, and of all together, with
what they share counted once.
"""

import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench.accept import measure
from bench.product import ROOT, Product
from bench.results import Figure, print_figures, save

STARTS = 3
MEGABYTE = 1024 * 1024


def main() -> None:
    """Start several times and print the table."""
    folder = Path(tempfile.mkdtemp(prefix="notify-bench-"))
    product = Product(folder, WEB_WORKERS="2")
    checked = _check_installation()
    try:
        first = product.start()
        measure(product, 300)
        sizes = _sizes(product)
        product.stop()
        again = []
        for _ in range(STARTS):
            again.append(product.start())
            product.stop()
    finally:
        product.stop()
        shutil.rmtree(folder)
    figures = {
        "check of the installation": Figure(checked, "s"),
        "start in an empty directory": Figure(first, "s"),
        "start": Figure(statistics.median(again), "s"),
        **sizes,
    }
    print_figures(figures)
    save("startup", figures)


def _check_installation() -> float:
    """Return the seconds that `make install` takes when nothing is to be installed."""
    command = ["make", "--no-print-directory", "install"]
    subprocess.run(command, cwd=ROOT, check=True)
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True)
    return time.monotonic() - began


def _sizes(product: Product) -> dict[str, Figure]:
    """Return the memory of the largest process of each kind."""
    found: dict[str, float] = {}
    kinds = {"notify_project.web": "web", "dramatiq": "worker", "scheduler": "scheduler"}
    together = 0.0
    for child in product.children():
        command = " ".join(child.cmdline())
        for word, name in kinds.items():
            if word in command:
                size = child.memory_info().rss / MEGABYTE
                found[name] = max(found.get(name, 0.0), size)
                together += child.memory_full_info().pss / MEGABYTE
    figures = {f"memory of a {name} process": Figure(size, "MB") for name, size in found.items()}
    return figures | {"memory of these processes together": Figure(together, "MB")}


if __name__ == "__main__":
    main()

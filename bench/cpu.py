"""CPU seconds of the running product, by part."""

from collections import Counter

import psutil

from bench.product import Product

PARTS = {
    "notify_project.web": "web",
    "dramatiq": "worker",
    "valkey-server": "valkey",
    "scheduler": "other",
}


def cpu_seconds(product: Product) -> Counter[str]:
    """Return the user and system seconds that each part has used so far."""
    used: Counter[str] = Counter()
    for child in product.children():
        try:
            times = child.cpu_times()
            command, name = " ".join(child.cmdline()), child.name()
        except psutil.NoSuchProcess:
            continue
        part = "postgresql" if name == "postgres" else _part(command)
        used[part] += times.user + times.system
    return used


def _part(command: str) -> str:
    return next((part for word, part in PARTS.items() if word in command), "other")

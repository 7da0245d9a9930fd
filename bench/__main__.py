"""Run every benchmark: `make bench`."""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = ("render", "recipients", "provider_send", "receipts", "bulk", "end_to_end")


def main() -> None:
    """Run them one after the other, each in a process of its own."""
    for name in BENCHMARKS:
        if (Path(__file__).parent / f"{name}.py").exists():
            print(f"\n== {name}", flush=True)
            subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)


if __name__ == "__main__":
    main()

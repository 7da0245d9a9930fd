"""Run every benchmark, then print the figures together: `make bench`.

`python -m bench NAME...` runs some; `python -m bench --table` prints what was saved last.
"""

import subprocess
import sys

from bench.results import print_saved

BENCHMARKS = (
    "render",
    "recipients",
    "provider_send",
    "receipts",
    "bulk",
    "accept",
    "end_to_end",
    "end_to_end 3000 sms",
    "priority",
    "recovery",
    "scale_out",
    "startup",
    "lighthouse",
    "pages",
    "scale_data",
)


def main() -> None:
    """Run them one after the other, each in a process of its own."""
    if "--table" not in sys.argv:
        for name in sys.argv[1:] or BENCHMARKS:
            print(f"\n== {name}", flush=True)
            subprocess.run([sys.executable, "-m", *f"bench.{name}".split()], check=True)
    print_saved()


if __name__ == "__main__":
    main()

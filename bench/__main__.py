"""Run every benchmark, then print the figures together: `make bench`.

`python -m bench NAME...` runs some; `python -m bench --table` prints what was saved last.
"""

import json
import subprocess
import sys
from pathlib import Path

from bench.results import FOLDER

BENCHMARKS = (
    "render",
    "recipients",
    "provider_send",
    "receipts",
    "bulk",
    "accept",
    "end_to_end",
    "priority",
    "recovery",
    "scale_out",
    "startup",
    "pages",
    "scale_data",
)


def main() -> None:
    """Run them one after the other, each in a process of its own."""
    if "--table" not in sys.argv:
        for name in sys.argv[1:] or BENCHMARKS:
            print(f"\n== {name}", flush=True)
            subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
    print_table(FOLDER)


def print_table(folder: Path) -> None:
    """Print every saved figure; those of a floor are what the machine could do in the same run."""
    for file in sorted(folder.glob("*.json")):
        saved = json.loads(file.read_text())
        print(f"\n{file.stem} ({saved['processors']} processors, Python {saved['python']})")
        for name, value in saved["figures"].items():
            print(f"  {name:52}{value:>14,.2f}")


if __name__ == "__main__":
    main()

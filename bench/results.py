"""The last measured figures, kept in the repository: `bench/results/<name>.json`."""

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "results"


class Figure(NamedTuple):
    """What was measured, and what this machine could do in the same run, in the same unit."""

    ours: float
    unit: str
    floor: float | None = None

    @property
    def ratio(self) -> float | None:
        """Return ours as a part of the floor, or as a multiple."""
        return self.ours / self.floor if self.floor else None


def save(name: str, figures: Mapping[str, Figure]) -> None:
    """Write a bench's figures, with what they depend on and nothing of where they were made."""
    FOLDER.mkdir(exist_ok=True)
    content = {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "figures": {label: _plain(figure) for label, figure in figures.items()},
    }
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n")


def print_figures(figures: Mapping[str, Figure]) -> None:
    """Print a table: ours, the floor's, the ratio."""
    print(f"  {'':52}{'ours':>14}{'floor':>14}{'ratio':>8}")
    for label, (ours, unit, floor) in figures.items():
        compared = f"{floor:>14,.2f}{ours / floor:>8.2f}" if floor else " " * 22
        print(f"  {label:52}{ours:>14,.2f}{compared} {unit}")


def print_saved() -> None:
    """Print every figure that was saved last."""
    for file in sorted(FOLDER.glob("*.json")):
        saved = json.loads(file.read_text())
        print(f"\n{file.stem} ({saved['processors']} processors, Python {saved['python']})")
        figures = saved["figures"].items()
        print_figures({label: Figure(f["ours"], f["unit"], f.get("floor")) for label, f in figures})


def _plain(figure: Figure) -> dict[str, Any]:
    plain: dict[str, Any] = {"ours": round(figure.ours, 3), "unit": figure.unit}
    if figure.ratio is not None:
        plain |= {"floor": round(figure.floor or 0, 3), "ratio": round(figure.ratio, 3)}
    return plain

"""The last measured figures, kept in the repository: `bench/results/<name>.json`."""

import json
import os
import platform
from pathlib import Path

FOLDER = Path(__file__).parent / "results"


def save(name: str, figures: dict[str, float]) -> None:
    """Write a bench's figures, with what they depend on and nothing of where they were made."""
    FOLDER.mkdir(exist_ok=True)
    content = {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "figures": {key: round(value, 3) for key, value in figures.items()},
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n")

"""The table of weaknesses is complete and names tests that exist."""

import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[2] / "docs" / "weaknesses.md"


def test_every_weakness_has_a_test_and_every_test_a_row() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| ([^|]+) \|$", TABLE.read_text(), re.M)
    named = {name for _, tests in rows for name in re.findall(r"`(test_\w+)`", tests)}
    source = "\n".join(path.read_text() for path in HERE.glob("test_*.py"))
    written = set(re.findall(r"^def (test_\d\d_\w+)", source, re.M))

    assert [int(number) for number, _ in rows] == list(range(1, 29))
    assert named == written
    for number, tests in rows:
        assert set(re.findall(r"`test_(\d\d)_", tests)) == {f"{int(number):02}"}

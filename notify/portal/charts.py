"""Bars drawn on the server as SVG. The table with the same numbers always stands beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
FLOOR = 204  # where the bars stand; the labels are below
CEILING = 12
GAP = 0.3  # of each column's width


@dataclass(frozen=True)
class Rectangle:
    """A part of a bar, in the units of the chart's view box. `series` names its colour."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True)
class Bar:
    label: str
    middle: float
    parts: tuple[Rectangle, ...]


@dataclass(frozen=True)
class Chart:
    """Stacked bars. `most` is the highest bar's value, `half` its half, for the lines behind."""

    bars: tuple[Bar, ...]
    most: int
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = FLOOR
    ceiling: int = CEILING

    @property
    def label_y(self) -> int:
        return self.height - 12


def stacked_bars(columns: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """Draw a column for each (label, numbers); the numbers are stacked from the floor up."""
    most = max((sum(numbers) for _, numbers in columns), default=0)
    step = WIDTH / max(len(columns), 1)
    bars = tuple(
        Bar(
            label=label,
            middle=round((place + 0.5) * step, 1),
            parts=_stack(numbers, most, left=place * step + step * GAP / 2, width=step * (1 - GAP)),
        )
        for place, (label, numbers) in enumerate(columns)
    )
    return Chart(bars, most)


def _stack(
    numbers: Sequence[int], most: int, *, left: float, width: float
) -> tuple[Rectangle, ...]:
    parts, top = [], float(FLOOR)
    for series, number in enumerate(numbers):
        height = (FLOOR - CEILING) * number / most if most else 0.0
        top -= height
        if height:
            shape = (round(left, 1), round(top, 1), round(width, 1), round(height, 1))
            parts.append(Rectangle(*shape, series))
    return tuple(parts)

"""Fenced code: where a fence opens and where it closes."""

from bisect import bisect_left

from .lines import FENCE, Lines


class Fences:
    """The fences of one run of lines; each kind of fence is looked up once."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._closing: dict[str, list[int]] = {}

    def close(self, at: int) -> int | None:
        """Return the number of the line that closes the fence opened at a line, if any."""
        opening = FENCE.match(self._lines[at])
        if not opening:
            return None
        fence = opening.group(1)
        if fence not in self._closing:
            self._closing[fence] = [
                number
                for number, line in enumerate(self._lines)
                if line.rstrip(" ").endswith(fence)
            ]
        closing = self._closing[fence]
        for place in range(bisect_left(closing, at + 1), len(closing)):
            number = closing[place]
            # There must be something, if only an empty line, between the fences.
            if number > at + 1 or len(self._lines[number].rstrip(" ")) > len(fence):
                return number
        return None

    def code(self, at: int, end: int) -> str:
        """Return the text between a fence and the line that closes it."""
        fence = FENCE.match(self._lines[at])
        last = self._lines[end].rstrip(" ")
        if fence:
            last = last[: len(last) - len(fence.group(1))]
        return "\n".join([*self._lines[at + 1 : end], last]).rstrip()

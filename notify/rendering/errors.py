"""The errors this package raises; words for people are added by those who show them."""

from collections.abc import Sequence


class RenderingError(Exception):
    """Any failure to say what a message says."""

    code = "rendering"


class MissingValues(RenderingError):
    """Some placeholders have no value; `names` are spelled as in the template, in its order."""

    code = "missing_values"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"{len(names)} placeholders have no value")
        self.names = tuple(names)

"""Log lines without anybody's words.

What an error says may hold what it choked on (a recipient in a database's "Key (...) already
exists", a text in a codec's complaint), so a logged error is its frames and its type.
"""

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Formats errors as frames and types, the cause first."""

    def formatException(self, ei: ExcInfo) -> str:
        lines: list[str] = []
        for error in reversed(_chain(ei[1])):
            lines += traceback.format_tb(error.__traceback__)
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}\n")
        return "".join(lines).rstrip()


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error and what it came of, itself first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain

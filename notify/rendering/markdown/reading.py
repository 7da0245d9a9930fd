"""What the rules of one document share while it is read."""

from dataclasses import dataclass, field
from typing import cast

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from .definitions import Definitions
from .scan import Scan


@dataclass(slots=True)
class Reading:
    """The state of one reading; `html` says that the text is escaped already."""

    html: bool
    definitions: Definitions = field(default_factory=Definitions)
    scans: dict[str, Scan] = field(default_factory=dict)
    depth: int = 0
    is_in_link: bool = False
    is_in_note: bool = False

    def scan(self, source: str) -> Scan:
        """Return the tables of a text, made once."""
        scan = self.scans.get(source)
        if scan is None:
            scan = self.scans[source] = Scan(source)
        return scan


def reading_of(state: StateCore | StateInline) -> Reading:
    """Return what the rules share."""
    return cast(Reading, state.env["reading"])

"""Where static files are found."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder

# The design system's own style sheets point at files that are not there, or at another company's
# server; css/theme.css declares the fonts instead.
LEFT_OUT = ("gcds-lato.css", "gcds-noto-sans*.css", "gcds-icons*", "gcds-css-shortcuts*")


class Finder(FileSystemFinder):
    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        yield from super().list([*(ignore_patterns or ()), *LEFT_OUT])

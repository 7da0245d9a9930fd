"""Previews: what stands for a placeholder that has no value yet."""

import re
from collections.abc import Callable

from .escaping import escape_attribute, escape_html
from .placeholders import Placeholder
from .typography import set_typography

REDACTED = "<mark class='placeholder-redacted'>[hidden]</mark>"

# Reserved by Unicode for internal use; no text that reaches this module holds them.
_START, _END = "\ufdd8", "\ufdd9"
_STAND_IN = re.compile(f"{_START}([0-9]+){_END}")
_TAG_OR_STAND_IN = re.compile(f"<[^>]*>|{_STAND_IN.pattern}")
_ALONE = re.compile(f"<p [^>]*>\\s*{_STAND_IN.pattern}\\s*</p>")


class Highlights:
    """Puts stand-ins into a text before it is rendered, and marked placeholders after."""

    def __init__(self, *, redact: bool) -> None:
        self._redact = redact
        self._found: list[Placeholder] = []

    def stand_in(self, placeholder: Placeholder) -> str:
        """Return what goes through rendering for a placeholder in a line of text."""
        self._found.append(placeholder)
        return f"{_START}{len(self._found) - 1}{_END}"

    def block_stand_in(self, placeholder: Placeholder) -> str:
        """Return the stand-in, set apart as a paragraph where the conditional text has lines."""
        stand_in = self.stand_in(placeholder)
        if self._redact or "\n" not in (placeholder.text or ""):
            return stand_in
        return f"\n\n{stand_in}\n\n"

    def put_in(self, html: str) -> str:
        """Replace the stand-ins; in attributes, where no mark can be, by the bare name."""
        return _TAG_OR_STAND_IN.sub(self._replace, html)

    def put_blocks_in(self, html: str, render: Callable[[str], str]) -> str:
        """Replace the stand-ins that are paragraphs by their rendered text, then the others."""

        def replace(match: re.Match[str]) -> str:
            placeholder = self._found[int(match.group(1))]
            if self._redact or "\n" not in (placeholder.text or ""):
                return match.group()
            return (
                "<div class='placeholder-conditional'>"
                f"<span class='condition'>(({escape_html(placeholder.name)}??</span>"
                f"{render((placeholder.text or '').strip())}))</div>"
            )

        return self.put_in(_ALONE.sub(replace, html))

    def _replace(self, match: re.Match[str]) -> str:
        if match.group(1):
            return self._mark(self._found[int(match.group(1))])
        return _STAND_IN.sub(
            lambda inner: escape_attribute(self._found[int(inner.group(1))].name), match.group()
        )

    def _mark(self, placeholder: Placeholder) -> str:
        if self._redact:
            return REDACTED
        name = escape_html(placeholder.name)
        if placeholder.text is None:
            return f"<mark class='placeholder'>(({name}))</mark>"
        text = set_typography(escape_html(placeholder.text)).strip("\n").replace("\n", "<br>")
        return (
            "<mark class='placeholder-conditional'>"
            f"<span class='condition'>(({name}??</span>{text}))</mark>"
        )

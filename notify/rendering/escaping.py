"""HTML escaping that keeps well-formed entities, so that authors may type `&eacute;`."""

import html
import re
from html.entities import html5

_NEEDS_WORK = re.compile("[<>&\x00-\x08\x0b-\x1f\ufdd0-\ufdef]")
_ENTITY = re.compile(r"&(?:#(?:[0-9]+|[xX][0-9a-fA-F]+)|[a-zA-Z][a-zA-Z0-9]*);")
_AMPERSAND = re.compile(r"&(?:#(?:[0-9]+|[xX][0-9a-fA-F]+);|([a-zA-Z][a-zA-Z0-9]*;))?")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")
# What Unicode reserves for internal use (U+FDD0 to U+FDEF) is ours alone in what follows.
_REPLACED: dict[int, str | None] = dict.fromkeys((0, *range(0xFDD0, 0xFDF0)))
_REPLACED |= {ord("<"): "&lt;", ord(">"): "&gt;"}


def escape_html(text: str) -> str:
    """Make `<`, `>` and `&` harmless; keep quotes and known entities.

    Line ends become a line feed, other control characters `?`; NUL and noncharacters go.
    """
    if not _NEEDS_WORK.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _AMPERSAND.sub(_keep_entity, text)
    return _CONTROL.sub("?", text.translate(_REPLACED))


def _keep_entity(match: re.Match[str]) -> str:
    source, name = match.group(), match.group(1)
    if len(source) == 1 or (name and name not in html5):
        return "&amp;" + source[1:]
    return source


def decode_entities(text: str) -> str:
    """Turn well-formed entities (with their semicolon) into the characters they name."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def escape_attribute(text: str) -> str:
    """Escape a text for a double-quoted attribute; entities in it are decoded first."""
    return html.escape(decode_entities(text), quote=True)

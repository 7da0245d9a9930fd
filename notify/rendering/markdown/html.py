"""HTML for mail programs: every element carries its style, as many of them drop style sheets."""

import re
import string
from collections.abc import Sequence

from ..escaping import decode_entities, escape_attribute
from .fold import Fold

COLOUR = "#0B0C0C"
PARAGRAPH = f"Margin: 0 0 20px 0; font-size: 19px; line-height: 25px; color: {COLOUR};"
HEADINGS = {
    1: ("h2", "Margin: 0 0 20px 0; padding: 0; font-size: 27px; line-height: 35px;"),
    2: ("h3", "Margin: 0 0 15px 0; padding: 0; font-size: 19px; line-height: 26px;"),
}
LIST = "Margin: 0 0 20px 0; padding: 0; Margin-inline-start: 20px;"
INNER_LIST = "Margin: 0; padding: 0; Margin-inline-start: 20px;"
ITEM = (
    "Margin: 5px 0; padding: 0 0 0 5px; font-size: 19px; line-height: 25px;"
    f" color: {COLOUR}; text-align: start;"
)
QUOTE = (
    "Margin: 0 0 20px 0; border-left: 10px solid #BFC1C3; padding: 15px 0 0.1px 15px;"
    " font-size: 19px; line-height: 25px;"
)
RULE = "border: 0; height: 1px; background: #BFC1C3; Margin: 30px 0;"
DIVISIONS = {"en": 'lang="en-ca"', "fr": 'lang="fr-ca"', "rtl": 'dir="rtl"'}
LINK = "word-wrap: break-word; word-break: break-word;"

_SAFE_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED_IN_SCHEMES = re.compile("[\\s\x00-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u2060\ufeff]+")
_UNSAFE_IN_ADDRESS = {
    ord(character): f"%{ord(character):02X}"
    for character in string.whitespace + '"<>`\\' + "".join(map(chr, range(32)))
}
_OUTER_LIST = re.compile(f'<([ou])l style="{re.escape(LIST)}">')


class HtmlFold(Fold):
    """Writes the inside of an email's body from text that is escaped already."""

    def paragraph(self, text: str) -> str:
        return f'<p style="{PARAGRAPH}">{text}</p>'

    def heading(self, text: str, level: int) -> str:
        tag, style = HEADINGS[level]
        return f'<{tag} style="{style} font-weight: bold; color: {COLOUR};">{text}</{tag}>'

    def list(self, items: Sequence[str], *, is_ordered: bool) -> str:
        tag = "ol" if is_ordered else "ul"
        return f'<{tag} style="{LIST}">{"".join(items)}</{tag}>'

    def item(self, text: str) -> str:
        return f'<li style="{ITEM}">{_OUTER_LIST.sub(_inner_list, text)}</li>'

    def quote(self, text: str) -> str:
        return f'<blockquote style="{QUOTE}">{text}</blockquote>'

    def division(self, text: str, name: str) -> str:
        return f"<div {DIVISIONS[name]}>{text}</div>"

    def rule(self) -> str:
        return f'<hr style="{RULE}">'

    def code(self, text: str) -> str:
        words = text.strip("\n")
        return f'<p style="{PARAGRAPH} white-space: pre-wrap;">{words}</p>' if words.strip() else ""

    def gap(self) -> str:
        return ""

    def text(self, text: str) -> str:
        return text

    def line_break(self) -> str:
        return "<br>"

    def strong(self, text: str) -> str:
        return f"<strong>{text}</strong>"

    def em(self, text: str) -> str:
        return f"<em>{text}</em>"

    def link(self, text: str, target: str, title: str) -> str:
        hover = f' title="{escape_attribute(title)}"' if title else ""
        return f'<a style="{LINK}" href="{link_target(target)}"{hover}>{text}</a>'

    def address(self, address: str) -> str:
        return f'<a style="{LINK}" href="{link_target(address)}">{address}</a>'


def _inner_list(opening: re.Match[str]) -> str:
    return f'<{opening.group(1)}l style="{INNER_LIST}">'


def link_target(target: str) -> str:
    """Return an address as an attribute; one with a scheme that could do harm becomes `#`."""
    address = decode_entities(target).strip()
    if not address:
        return "#"
    scheme = _SCHEME.match(_IGNORED_IN_SCHEMES.sub("", address))
    if scheme and scheme.group(1).lower() not in _SAFE_SCHEMES:
        return "#"
    return escape_attribute(address.translate(_UNSAFE_IN_ADDRESS))

"""HTML without what is only looks, so that it can be compared."""

import re
from html.parser import HTMLParser

_LAYOUT = frozenset(("table", "tbody", "tr", "td", "span"))
_VOID = frozenset(("br", "hr"))
_KEPT = ("href", "title", "lang", "dir")
_BLOCK = r"</?(?:p|h2|h3|ul|ol|li|blockquote|hr|div)(?: [^<>]*)?>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _LAYOUT:
            kept = "".join(f' {name}="{value}"' for name, value in attrs if name in _KEPT)
            self.out.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _LAYOUT and tag not in _VOID:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data.replace("&", "&amp;").replace("<", "&lt;"))


def bare(html: str) -> str:
    """Return HTML without styles, classes, layout, and paragraphs that only wrap a list item."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(rf"\s*({_BLOCK})\s*", r"\1", "".join(reader.out))
    text = re.sub(r"\s*<br>\s*", "<br>", text)
    text = text.replace("<li><p>", "<li>").replace("</p></li>", "</li>")
    return re.sub(r"[ \t\n]+", " ", text).strip()

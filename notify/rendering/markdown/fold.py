"""From tokens to text: each closed block or span is handed, with its content, to one method."""

from collections.abc import Callable, MutableMapping, Sequence
from typing import Any, ClassVar

from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from .reading import Reading


class Fold:
    """A markdown-it renderer that builds from the inside out; what it does not know vanishes."""

    __output__: ClassVar[str] = "fold"

    def __init__(self, parser: Any = None) -> None:
        self._closing: dict[str, Callable[[Token, list[str]], str]] = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "bullet_list": lambda _, items: self.list(items, is_ordered=False),
            "ordered_list": lambda _, items: self.list(items, is_ordered=True),
            "list_item": lambda _, parts: self.item("".join(parts).strip()),
            "blockquote": lambda _, parts: self.quote("".join(parts)),
            "strong": lambda _, parts: self.strong("".join(parts)),
            "em": lambda _, parts: self.em("".join(parts)),
            "s": lambda _, parts: "".join(parts),
            "link": self._link,
            "div": lambda opening, parts: self.division("".join(parts), opening.info),
        }
        self._single: dict[str, Callable[[Token], str]] = {
            "text": lambda token: self.text(token.content),
            "hr": lambda _: self.rule(),
            "code_block": lambda token: self.code(token.content),
            "hardbreak": lambda _: self.line_break(),
            "gap": lambda _: self.gap(),
            "autolink": lambda token: self.address(token.content),
        }

    def render(
        self, tokens: Sequence[Token], options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Build the text of a document; the notes come last, in the order of their marks."""
        reading: Reading = env["reading"]
        notes: dict[str, str] = {}
        text = self._build(tokens, notes)
        return text + "".join(notes.get(key, "") for key in reading.definitions.used_notes)

    def _build(self, tokens: Sequence[Token], notes: dict[str, str]) -> str:
        parts: list[str] = []
        outer: list[tuple[Token, list[str]]] = []
        for token in tokens:
            if token.nesting == 1:
                outer.append((token, parts))
                parts = []
            elif token.nesting == -1:
                inner = parts
                opening, parts = outer.pop()
                if token.type == "note_close":
                    notes[opening.info] = "".join(inner)
                else:
                    parts.append(self._closing[token.type.removesuffix("_close")](opening, inner))
            elif token.type == "inline":
                parts.append(self._build(token.children or (), notes))
            else:
                parts.append(self._single[token.type](token))
        return "".join(parts)

    def _paragraph(self, opening: Token, parts: list[str]) -> str:
        text = "".join(parts)
        return self.paragraph(text) if text.strip() else ""

    def _heading(self, opening: Token, parts: list[str]) -> str:
        return self.heading("".join(parts), int(opening.info))

    def _link(self, opening: Token, parts: list[str]) -> str:
        target, title = str(opening.attrs["href"]), str(opening.attrs["title"])
        return self.link("".join(parts), target, title)

    # What each kind of output says for itself.

    def paragraph(self, text: str) -> str:
        raise NotImplementedError

    def heading(self, text: str, level: int) -> str:
        raise NotImplementedError

    def list(self, items: Sequence[str], *, is_ordered: bool) -> str:
        raise NotImplementedError

    def item(self, text: str) -> str:
        raise NotImplementedError

    def quote(self, text: str) -> str:
        raise NotImplementedError

    def division(self, text: str, name: str) -> str:
        raise NotImplementedError

    def rule(self) -> str:
        raise NotImplementedError

    def code(self, text: str) -> str:
        raise NotImplementedError

    def gap(self) -> str:
        raise NotImplementedError

    def text(self, text: str) -> str:
        raise NotImplementedError

    def line_break(self) -> str:
        raise NotImplementedError

    def strong(self, text: str) -> str:
        raise NotImplementedError

    def em(self, text: str) -> str:
        raise NotImplementedError

    def link(self, text: str, target: str, title: str) -> str:
        raise NotImplementedError

    def address(self, address: str) -> str:
        raise NotImplementedError

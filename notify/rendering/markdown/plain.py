"""The plain text part of an email, and the line that mail programs show beside the subject."""

from collections.abc import Sequence

from .fold import Fold

WIDTH = 65
TARGET_START, TARGET_END = "\ufdd0", "\ufdd1"  # reserved by Unicode; no text holds them


class PlainFold(Fold):
    """Writes plain text, before typography."""

    def paragraph(self, text: str) -> str:
        return f"\n\n{text}"

    def heading(self, text: str, level: int) -> str:
        return "\n" * (4 - level) + f"{text}\n" + "-" * WIDTH

    def list(self, items: Sequence[str], *, is_ordered: bool) -> str:
        marks = (f"{number}." if is_ordered else "•" for number in range(1, len(items) + 1))
        return "\n" + "".join(f"\n{mark} {item}" for mark, item in zip(marks, items, strict=True))

    def item(self, text: str) -> str:
        return text

    def quote(self, text: str) -> str:
        return text

    def division(self, text: str, name: str) -> str:
        return text

    def rule(self) -> str:
        return self.paragraph("=" * WIDTH)

    def code(self, text: str) -> str:
        words = text.strip("\n")
        return self.paragraph(words) if words.strip() else ""

    def gap(self) -> str:
        return "\n"

    def text(self, text: str) -> str:
        return text

    def line_break(self) -> str:
        return "\n"

    def strong(self, text: str) -> str:
        return f"**{text}**"

    def em(self, text: str) -> str:
        return f"_{text}_"

    def link(self, text: str, target: str, title: str) -> str:
        words = f"{text} ({title})" if title else text
        return f"{words}: {self.address(target)}"

    def address(self, address: str) -> str:
        return f"{TARGET_START}{address}{TARGET_END}"


class PreheaderFold(PlainFold):
    """Writes the words alone."""

    def heading(self, text: str, level: int) -> str:
        return self.paragraph(text)

    def rule(self) -> str:
        return ""

    def link(self, text: str, target: str, title: str) -> str:
        return f"{text} ({title})" if title else text

    def address(self, address: str) -> str:
        return address

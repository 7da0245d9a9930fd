"""Markdown of our own pages into HTML: anchors, code that can be copied, examples in three tongues.

    ```example send-email
    ```

stands for the files examples/send-email.sh, .py and .mjs, which the tests run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

EXAMPLES = Path(__file__).parent / "examples"
LANGUAGES = {".sh": "curl", ".py": "Python", ".mjs": "Node"}
NAMES = {"json": "JSON", "sh": "Shell", "text": ""}


@dataclass(frozen=True)
class Heading:
    id: str
    text: str


@dataclass(frozen=True)
class Rendered:
    """A page: its title, its HTML without the title, and the headings of its sections."""

    title: str
    html: str
    headings: Sequence[Heading]


@dataclass(frozen=True)
class Code:
    name: str
    text: str


def render(source: str) -> Rendered:
    """Render a page in the active language; its first line is its title."""
    title, _, body = source.partition("\n")
    tokens = _parser().parse(body.replace("{{ base_url }}", settings.BASE_URL))
    headings = _number_headings(tokens)
    html = _parser().renderer.render(tokens, _parser().options, {})
    return Rendered(title.removeprefix("# ").strip(), html, headings)


def read_examples(name: str) -> list[Code]:
    """Return an example in every language that it is written in."""
    files = [EXAMPLES / f"{name}{suffix}" for suffix in LANGUAGES]
    return [Code(LANGUAGES[file.suffix], file.read_text().rstrip()) for file in files]


def render_code(codes: Sequence[Code]) -> str:
    return render_to_string("documentation/code.html", {"codes": codes})


@lru_cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("fence", _render_fence)
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    return parser


def _number_headings(tokens: Sequence[Token]) -> list[Heading]:
    """Give each heading an id, and return those of sections."""
    found: list[Heading] = []
    for opening, content in zip(tokens, tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        text = "".join(child.content for child in content.children or ())
        opening.attrSet("id", slugify(text))
        if opening.tag == "h2":
            found.append(Heading(slugify(text), text))
    return found


def _render_fence(
    renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    kind, _, name = tokens[index].info.partition(" ")
    if kind == "example":
        return render_code(read_examples(name))
    return render_code([Code(NAMES[kind], tokens[index].content.rstrip())])


def _open_table(*_: Any) -> str:
    return '<div class="table"><table>'


def _close_table(*_: Any) -> str:
    return "</table></div>"

"""The three readers of the dialect: HTML, plain text and preheader."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .blocks import Blocks
from .fold import Fold
from .html import HtmlFold
from .inlines import INLINE_RULES
from .languages import BlockTag, split_blocks
from .lines import split_lines
from .plain import PlainFold, PreheaderFold
from .reading import Reading, reading_of


def _read_blocks(state: StateCore) -> None:
    reading = reading_of(state)
    blocks = Blocks(reading.definitions, html=reading.html)
    for part in split_blocks(state.src):
        if isinstance(part, BlockTag):
            kind, nesting = ("div_open", 1) if part.is_opening else ("div_close", -1)
            blocks.tokens.append(Token(kind, "", nesting, info=part.name))  # type: ignore[arg-type]
        else:
            blocks.read(split_lines(part.lstrip("\r\n")))
    state.tokens = blocks.tokens


def _read_words(state: StateCore) -> None:
    reading = reading_of(state)
    for token in state.tokens:
        if token.type.startswith("note_"):
            reading.is_in_note = token.nesting == 1
        elif token.type == "inline":
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _reader(fold: type[Fold]) -> MarkdownIt:
    markdown = MarkdownIt("zero", renderer_cls=fold)
    for ruler in (markdown.core.ruler, markdown.inline.ruler, markdown.inline.ruler2):
        ruler.enableOnly([])
    markdown.core.ruler.push("dialect_blocks", _read_blocks)
    markdown.core.ruler.push("dialect_words", _read_words)
    for rule in INLINE_RULES:
        markdown.inline.ruler.push(rule.__name__, rule)
    return markdown


_HTML, _PLAIN, _PREHEADER = _reader(HtmlFold), _reader(PlainFold), _reader(PreheaderFold)


def to_html(text: str) -> str:
    """Render an escaped text as the inside of an HTML body."""
    return str(_HTML.render(text, {"reading": Reading(html=True)}))


def to_plain_text(text: str) -> str:
    """Render a text as plain text, before typography; addresses of links are marked off."""
    return str(_PLAIN.render(text, {"reading": Reading(html=False)}))


def to_preheader(text: str) -> str:
    """Render an escaped text as its words alone, before typography."""
    return str(_PREHEADER.render(text, {"reading": Reading(html=True)}))


def list_links(text: str) -> list[str]:
    """List the addresses a text links to, as typed, in order."""
    tokens = _PLAIN.parse(text, {"reading": Reading(html=False)})
    return [
        str(child.attrs["href"]) if child.type == "link_open" else child.content
        for token in tokens
        for child in token.children or ()
        if child.type in ("link_open", "autolink")
    ]

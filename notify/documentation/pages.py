"""The pages of the documentation: Markdown files in `content`, one for each language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notify.documentation.markdown import Rendered, render

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CONTENT = Path(__file__).parent / "content"
FIRST = "start"


@dataclass(frozen=True)
class Section:
    """Pages that belong together, in the order in which they are best read."""

    name: StrOrPromise
    pages: tuple[str, ...]


@dataclass(frozen=True)
class PageLink:
    slug: str
    title: str


SECTIONS = (
    Section(_("Get started"), ("start", "keys", "testing")),
    Section(_("Send messages"), ("send", "languages", "files", "lists")),
    Section(_("Follow messages"), ("status", "callbacks")),
    Section(_("Limits and errors"), ("limits", "errors")),
    Section(_("Move to Notify"), ("from-gc-notify", "from-gov-uk-notify")),
)
PAGES = tuple(page for section in SECTIONS for page in section.pages)


@lru_cache
def read_page(slug: str, language: str) -> Rendered:
    """Return a page of PAGES. It does not change while the process lives."""
    source = (CONTENT / language / f"{slug}.md").read_text()
    with override(language):
        return render(source)


def contents(language: str) -> list[tuple[StrOrPromise, list[PageLink]]]:
    """Return the table of contents, by section."""
    return [
        (section.name, [PageLink(slug, read_page(slug, language).title) for slug in section.pages])
        for section in SECTIONS
    ]


def neighbours(slug: str, language: str) -> tuple[PageLink | None, PageLink | None]:
    """Return the pages before and after one."""
    place = PAGES.index(slug)
    before = PAGES[place - 1] if place else None
    after = PAGES[place + 1] if place + 1 < len(PAGES) else None
    return _link(before, language), _link(after, language)


def _link(slug: str | None, language: str) -> PageLink | None:
    return PageLink(slug, read_page(slug, language).title) if slug else None

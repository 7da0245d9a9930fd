"""Collect, check and compile the interface's translations, without GNU gettext.

English source strings are the keys. A catalogue is kept without locations, dates or wrapping and in
order, so that it changes only where a string does.
"""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGES = ("fr",)
SOURCES = ("notify", "notify_project", "templates")
# What a function's arguments are: the singular, then the plural; "c" marks a context.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS = ("Translators:",)
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif](?!\w)|\{\w*\}")
# French puts a no-break space before these signs and inside its quotation marks.
BREAKING_SPACE = re.compile(r"[ ][:;!?»]|«[ ]")


def catalogue_path(language: str) -> Path:
    """Return where a language's translations are kept."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def collect_strings() -> Catalog:
    """Return every translatable string of the Python code and the templates."""
    catalogue = Catalog(charset="utf-8")
    for path in _source_files():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        found = extract(
            "python",
            io.BytesIO(text.encode()),
            keywords=KEYWORDS,
            comment_tags=COMMENT_TAGS,
            options={"encoding": "utf-8"},
            strip_comment_tags=True,
        )
        for _line, message, comments, context in found:
            catalogue.add(message, context=context, auto_comments=comments)
    return catalogue


def read_catalogue(language: str) -> Catalog:
    """Return a language's translations as they are kept; empty where there are none yet."""
    path = catalogue_path(language)
    text = path.read_bytes() if path.exists() else HEADER.format(language=language).encode()
    return read_po(io.BytesIO(text), locale=language, charset="utf-8")


def update_catalogue(language: str) -> int:
    """Add new strings, drop those no longer used, and return how many need a translation."""
    catalogue = read_catalogue(language)
    catalogue.update(collect_strings(), no_fuzzy_matching=True)
    output = io.BytesIO()
    write_po(
        output,
        catalogue,
        width=0,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    text = HEADER.format(language=language) + output.getvalue().decode().strip() + "\n"
    _replace(catalogue_path(language), text.encode())
    return sum(1 for message in catalogue if message.id and not _is_translated(message))


def find_problems(language: str) -> list[str]:
    """Return what is wrong with a language's translations; nothing when they are complete."""
    kept, used = read_catalogue(language), collect_strings()
    known = {_key(message) for message in kept if message.id}
    wanted = {_key(message) for message in used if message.id}
    problems = [f"missing: {_name(key)}" for key in wanted - known]
    problems += [f"no longer used: {_name(key)}" for key in known - wanted]
    problems += [f"no longer used: {_name(_key(message))}" for message in kept.obsolete.values()]
    for message in kept:
        if message.id:
            problems += [f"{fault}: {_name(_key(message))}" for fault in _faults(message)]
    return sorted(problems)


def compile_catalogue(language: str) -> Path:
    """Write what Django reads, and return where."""
    path = catalogue_path(language).with_suffix(".mo")
    output = io.BytesIO()
    write_mo(output, read_catalogue(language))
    _replace(path, output.getvalue())
    return path


def _source_files() -> Iterator[Path]:
    for root in SOURCES:
        suffixes = (".html", ".txt") if root == "templates" else (".py",)
        for path in sorted((Path(settings.BASE_DIR) / root).rglob("*")):
            if path.suffix in suffixes and "migrations" not in path.parts:
                yield path


def _faults(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    if not _is_translated(message):
        yield "not translated"
        return
    if not _same_placeholders(message):
        yield "placeholders differ"
    if any(BREAKING_SPACE.search(text) for text in _texts(message.string)):
        yield "a space before : ; ! ? or inside « » may break"


def _same_placeholders(message: Message) -> bool:
    """Compare placeholders. The singular of a plural may leave the number out."""
    wanted = [_placeholders(text) for text in _texts(message.id)]
    given = [_placeholders(text) for text in _texts(message.string)]
    if len(wanted) == 1:
        return given == wanted
    return given[-1] == wanted[-1] and all(found <= wanted[-1] for found in given)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _is_translated(message: Message) -> bool:
    return bool(message.string) and all(_texts(message.string))


def _texts(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", _texts(message.id)[0]


def _name(key: tuple[str, str]) -> str:
    context, text = key
    return f"{text!r} ({context})" if context else repr(text)


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole: another process may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)

"""Placeholders: `((name))` is replaced by a value, `((name??text))` shows a text or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .errors import MissingValues

TRUE_WORDS = frozenset(
    ("yes", "y", "true", "t", "1", "include", "show", "oui", "vrai", "inclure", "afficher")
)
_IGNORED_IN_KEYS = str.maketrans("", "", " _-")

Values = Mapping[str, object]


@lru_cache(maxsize=8192)
def placeholder_key(name: str) -> str:
    """Return what names, personalisation keys and column headings are compared by.

    >>> placeholder_key("First_Name")
    'firstname'
    """
    return name.lower().translate(_IGNORED_IN_KEYS)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One place in a template; `text` is what a conditional shows, None for a plain one."""

    name: str
    key: str
    text: str | None = None


Parts = tuple[str | Placeholder, ...]


def split_placeholders(source: str) -> Parts:
    """Split a template into its literal texts and its placeholders, in order."""
    parts: list[str | Placeholder] = []
    done = 0
    for start, end in _spans(source):
        if start > done:
            parts.append(source[done:start])
        parts.append(_placeholder(source[start:end]))
        done = end
    if done < len(source):
        parts.append(source[done:])
    return tuple(parts)


def _spans(source: str) -> Iterable[tuple[int, int]]:
    position = source.find("((")
    while position != -1:
        while source.startswith("(", position + 2):
            position += 1  # the last two of several brackets open; those before are text
        end = source.find("))", position + 3)
        if end == -1:
            return
        yield position, end + 2
        position = source.find("((", end + 2)


def _placeholder(source: str) -> Placeholder:
    name, condition, text = source.lstrip("(").rstrip(")").partition("??")
    return Placeholder(name, placeholder_key(name), text if condition else None)


def list_names(*templates: Parts) -> tuple[str, ...]:
    """List the names in order of first use, each exact spelling once."""
    found = (part.name for parts in templates for part in parts if isinstance(part, Placeholder))
    return tuple(dict.fromkeys(found))


def by_key(values: Values | None) -> dict[str, object]:
    """Index personalisation by key; of two spellings of one key the last wins."""
    return {placeholder_key(name): value for name, value in (values or {}).items()}


def find_missing(names: Iterable[str], values: Values | None) -> list[str]:
    """Return the names that have no value; an empty text, zero, false or an empty list is one."""
    known = by_key(values)
    return [name for name in names if known.get(placeholder_key(name)) is None]


def is_true(value: object) -> bool:
    """Say whether a value shows a conditional text, in English or French."""
    return bool(value) and str(value).lower() in TRUE_WORDS


def join_as_sentence(items: Sequence[str]) -> str:
    """Write a list as `a, b and c`, as in subjects and text messages."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def join_as_bullets(items: Sequence[str]) -> str:
    """Write a list as Markdown bullets, as in email bodies."""
    if not items:
        return ""
    return "\n\n" + "\n".join(f"* {item}" for item in items)


def as_text(value: object, join: Callable[[Sequence[str]], str]) -> str:
    """Return the text put in for a value; empty items of a list are dropped."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return join([str(item) for item in value if item])
    return str(value)


def keep(text: str) -> str:
    """Return the text as it is: the way of escaping where nothing is to be escaped."""
    return text


def fill(
    parts: Parts,
    values: Mapping[str, object],
    *,
    join: Callable[[Sequence[str]], str],
    escape: Callable[[str], str] = keep,
    missing: Callable[[Placeholder], str] | None = None,
) -> str:
    """Put values (indexed by key) into a template in one pass; brackets in values are text.

    `missing` writes what stands for a placeholder without a value; without it such a
    placeholder raises MissingValues.
    """
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(escape(part))
            continue
        value = values.get(part.key)
        if value is None:
            if missing is None:
                raise MissingValues(
                    [
                        name
                        for name in list_names(parts)
                        if values.get(placeholder_key(name)) is None
                    ]
                )
            out.append(missing(part))
        elif part.text is None:
            out.append(escape(as_text(value, join)))
        elif is_true(value):
            out.append(escape(part.text))
    return "".join(out)

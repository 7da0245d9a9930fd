"""The heading of a recipient file: which column is which."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from notify.recipients.safe_cells import without_guard
from notify.recipients.whitespace import strip_invisible
from notify.rendering.placeholders import placeholder_key

Language = Literal["en", "fr"]


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"


RECIPIENT_HEADINGS: Final = MappingProxyType(
    {
        Channel.EMAIL: MappingProxyType({"en": "email address", "fr": "adresse courriel"}),
        Channel.SMS: MappingProxyType({"en": "phone number", "fr": "numéro de téléphone"}),
    }
)

_REFERENCE_KEY: Final = "reference"


def column_key(heading: str) -> str:
    """Return what headings are compared by: the placeholder's key, accents composed."""
    return placeholder_key(unicodedata.normalize("NFC", heading))


def recipient_keys(channel: Channel) -> frozenset[str]:
    """Return the keys of the recipient column of a channel, in both languages."""
    return frozenset(column_key(heading) for heading in RECIPIENT_HEADINGS[channel].values())


def has_recipient_heading(headings: Iterable[str]) -> bool:
    """Tell whether one of the headings is a recipient column of any channel."""
    keys = {key for channel in Channel for key in recipient_keys(channel)}
    return any(column_key(heading) in keys for heading in headings)


@dataclass(frozen=True, slots=True)
class PlaceholderColumn:
    """Where the value of a placeholder is; more than one place makes a list."""

    name: str
    heading: str
    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A heading matched against a template."""

    headings: tuple[str, ...]
    recipient_index: int | None
    recipient_heading: str
    placeholders: tuple[PlaceholderColumn, ...]
    reference_index: int | None
    missing: tuple[str, ...]
    duplicate_recipients: tuple[str, ...]


def match_columns(
    heading_row: Sequence[str],
    *,
    channel: Channel,
    placeholders: Sequence[str],
    language: Language,
) -> Columns:
    """Find the recipient column and one for each placeholder; say which are missing.

    A second recipient column is an error, in the other language too: we never guess which of
    two addresses is meant. Until it is taken out, the last one counts.
    """
    headings = tuple(without_guard(strip_invisible(cell)) for cell in heading_row)
    by_key: dict[str, list[int]] = {}
    for index, heading in enumerate(headings):
        by_key.setdefault(column_key(heading), []).append(index)
    recipients = sorted(index for key in recipient_keys(channel) for index in by_key.get(key, ()))
    missing = {name for name in placeholders if column_key(name) not in by_key}
    if not recipients:
        missing.add(RECIPIENT_HEADINGS[channel][language])
    return Columns(
        headings=headings,
        recipient_index=recipients[-1] if recipients else None,
        recipient_heading=headings[recipients[-1]] if recipients else "",
        placeholders=_placeholder_columns(placeholders, headings=headings, by_key=by_key),
        reference_index=by_key.get(_REFERENCE_KEY, [None])[-1],
        missing=tuple(sorted(missing)),
        duplicate_recipients=(
            tuple(sorted({headings[index] for index in recipients})) if len(recipients) > 1 else ()
        ),
    )


def _placeholder_columns(
    placeholders: Sequence[str], *, headings: Sequence[str], by_key: dict[str, list[int]]
) -> tuple[PlaceholderColumn, ...]:
    """Match each key once: two spellings of a placeholder are one column."""
    names: dict[str, str] = {}
    for name in placeholders:
        names.setdefault(column_key(name), name)
    return tuple(
        _placeholder_column(name, headings=headings, indexes=by_key[key])
        for key, name in names.items()
        if key in by_key
    )


def _placeholder_column(
    name: str, *, headings: Sequence[str], indexes: Sequence[int]
) -> PlaceholderColumn:
    # Columns of one spelling make a list; of several spellings the last one counts.
    heading = headings[indexes[-1]]
    same = tuple(index for index in indexes if headings[index] == heading)
    return PlaceholderColumn(name=name, heading=heading, indexes=same)

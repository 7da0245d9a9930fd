"""Text messages: what is sent, what it costs, and how it is previewed."""

import re
from dataclasses import dataclass
from math import ceil

from .escaping import escape_attribute, escape_html
from .highlights import Highlights
from .placeholders import (
    Placeholder,
    Values,
    by_key,
    fill,
    find_missing,
    join_as_sentence,
    list_names,
    split_placeholders,
)
from .sms_alphabet import GSM, GSM_EXTENSION, cheaper_spelling, is_costly, to_sms_characters

SMS_LIMIT = 612  # units, the name in front included, in either alphabet

_SPACE_BEFORE_POINT = re.compile(r"(?<![ \t])[ \t]+([,.])")
ADDRESS = re.compile(r"""https?://[^\s<]+[^<.,:"')\]\s]""")
_LINK_STYLE = "word-wrap: break-word; word-break: break-word;"


@dataclass(frozen=True, slots=True)
class SmsCount:
    """What a text costs; `costly` are the characters that make it UCS-2, each once."""

    units: int
    fragments: int
    alphabet: str  # "GSM-7" or "UCS-2"
    costly: tuple[str, ...] = ()
    suggestion: str | None = None  # a spelling that fits GSM-7, when every costly one has one

    @property
    def is_too_long(self) -> bool:
        return self.units > SMS_LIMIT


def count_sms(text: str) -> SmsCount:
    """Count units and fragments of a text, its characters replaced as when it is sent."""
    text = to_sms_characters(text)
    costly: tuple[str, ...] = ()
    if not GSM.issuperset(text):  # what is in GSM is never costly, and most texts are all in it
        costly = tuple(dict.fromkeys(character for character in text if is_costly(character)))
    if not costly:
        units = len(text) + sum(text.count(character) for character in GSM_EXTENSION)
        return SmsCount(units, 1 if units <= 160 else ceil(units / 153), "GSM-7")
    units = len(text.encode("utf-16-be")) // 2
    return SmsCount(
        units, 1 if units <= 70 else ceil(units / 67), "UCS-2", costly, _suggest(text, costly)
    )


def _suggest(text: str, costly: tuple[str, ...]) -> str | None:
    spellings = {character: cheaper_spelling(character) for character in costly}
    known: dict[str, str | int | None] = {
        character: letters for character, letters in spellings.items() if letters
    }
    return text.translate(str.maketrans(known)) if len(known) == len(costly) else None


class SmsTemplate:
    """The text of a message; `text` and `body` raise MissingValues."""

    __slots__ = ("_body", "placeholders", "source")

    def __init__(self, body: str) -> None:
        self.source = body
        self._body = split_placeholders(body)
        self.placeholders = list_names(self._body)

    def missing(self, values: Values) -> list[str]:
        """List the placeholders without a value, as the template spells them."""
        return find_missing(self.placeholders, values)

    def text(self, values: Values, prefix: str | None = None) -> str:
        """Return the message as sent, `prefix: ` in front of it where the service wants that."""
        return _as_sent(_prefixed(fill(self._body, by_key(values), join=join_as_sentence), prefix))

    def body(self, values: Values) -> str:
        """Return the message as sent, without the name of the service."""
        return self.text(values)

    def count(self, values: Values | None = None, prefix: str | None = None) -> SmsCount:
        """Count the message; without values its placeholders count nothing."""
        if values:
            return count_sms(self.text(values, prefix))
        return count_sms(self.words(prefix))

    def words(self, prefix: str | None = None) -> str:
        """Return the template without its placeholders, as counted before values are known."""
        parts = split_placeholders(self.source.strip())
        words = "".join(part for part in parts if not isinstance(part, Placeholder))
        return _prefixed(words, prefix)

    def preview_html(
        self,
        values: Values | None = None,
        *,
        prefix: str | None = None,
        redact: bool = False,
    ) -> str:
        """Return the message for a page: links live, placeholders without a value highlighted."""
        highlights = Highlights(redact=redact)
        text = fill(
            self._body,
            by_key(values),
            join=join_as_sentence,
            escape=lambda words: escape_html(to_sms_characters(words)),
            missing=highlights.stand_in,
        )
        name = escape_html(to_sms_characters(prefix or ""))
        text = _set_lines(_prefixed(text, name)).replace("\n", "<br>")
        return highlights.put_in(ADDRESS.sub(_link, text))


def compile_sms(body: str) -> SmsTemplate:
    """Read a template once; the result never changes, so threads may share and cache it."""
    return SmsTemplate(body)


def _prefixed(text: str, prefix: str | None) -> str:
    return f"{prefix.strip()}: {text}" if prefix else text


def _as_sent(text: str) -> str:
    return _set_lines(to_sms_characters(text))


def _set_lines(text: str) -> str:
    return "\n".join(_SPACE_BEFORE_POINT.sub(r"\1", text).splitlines()).strip()


def _link(match: re.Match[str]) -> str:
    address = match.group()
    return f'<a style="{_LINK_STYLE}" href="{escape_attribute(address)}">{address}</a>'

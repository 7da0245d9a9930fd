"""What a row needs to know of the template it is sent with."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from notify.recipients.columns import Channel
from notify.rendering.email import compile_email
from notify.rendering.placeholders import Parts, Placeholder, placeholder_key, split_placeholders
from notify.rendering.sms import SMS_LIMIT, compile_sms, count_sms

EMAIL_LIMIT: Final = 50_000

Value = str | list[str] | None

# What a character can become: an ellipsis three, others at most a unit counted twice.
_SMS_GROWTH: Final = 3
_SMS_ASCII_GROWTH: Final = 2

# What is put around an item of a list: ", ", " and ", a line end and a bullet.
_ITEM_GROWTH: Final = 5


@dataclass(frozen=True, slots=True)
class RowTemplate:
    """A template as rows are checked against it.

    `size` measures a message in the unit of `limit`: units of a text, characters of an email;
    a message of nothing but white space measures 0. `raw_length` is that of the template as
    written, in characters. `may_be_blank` says that it holds nothing but placeholders.
    `fixed_size` is the most that its own words can measure, `uses` how often each placeholder
    (by key) puts in its value, `value_sizes` the most that a value can measure: the quickest
    answer first, the closest last.
    """

    channel: Channel
    placeholders: tuple[str, ...]
    raw_length: int
    limit: int
    size: Callable[[Mapping[str, Value]], int]
    fixed_size: int
    uses: Mapping[str, int]
    value_sizes: tuple[Callable[[str], int], ...]
    may_be_blank: bool

    def surely_fits(self, values: Mapping[str, Value]) -> bool:
        """Tell, without rendering, that a message cannot be over the limit."""
        return any(self.largest_size(values, size) <= self.limit for size in self.value_sizes)

    def largest_size(self, values: Mapping[str, Value], value_size: Callable[[str], int]) -> int:
        """Return a number that the message does not exceed."""
        most = self.fixed_size
        for name, value in values.items():
            uses = self.uses.get(placeholder_key(name), 0)
            if isinstance(value, list):
                most += uses * sum(value_size(item) + _ITEM_GROWTH for item in value)
            elif value and uses:
                most += uses * value_size(value)
        return most


def email_row_template(subject: str, body: str) -> RowTemplate:
    """Return what rows of an email are checked against."""
    compiled = compile_email(subject, body)
    parts = split_placeholders(body)

    def size(values: Mapping[str, Value]) -> int:
        text = compiled.body(values)
        return len(text) if text.strip() else 0

    return RowTemplate(
        channel=Channel.EMAIL,
        placeholders=tuple(compiled.placeholders),
        raw_length=len(body),
        limit=EMAIL_LIMIT,
        size=size,
        fixed_size=sum(map(len, _own_words(parts))),
        uses=_count_uses(parts),
        value_sizes=(len,),
        may_be_blank=_is_blank(parts),
    )


def sms_row_template(body: str, *, prefix: str | None = None) -> RowTemplate:
    """Return what rows of a text are checked against; `prefix` is the name it starts with."""
    compiled = compile_sms(body)
    parts = split_placeholders(body)
    name = f"{prefix}: " if prefix else ""

    def size(values: Mapping[str, Value]) -> int:
        return _units(compiled.text(values, prefix=prefix))

    return RowTemplate(
        channel=Channel.SMS,
        placeholders=tuple(compiled.placeholders),
        raw_length=len(body),
        limit=SMS_LIMIT,
        size=size,
        fixed_size=sum(map(_units, (name, *_own_words(parts)))),
        uses=_count_uses(parts),
        value_sizes=(_most_units, _units),
        may_be_blank=not prefix and _is_blank(parts),
    )


def _most_units(text: str) -> int:
    return len(text) * (_SMS_ASCII_GROWTH if text.isascii() else _SMS_GROWTH)


def _units(text: str) -> int:
    return count_sms(text).units


def _own_words(parts: Parts) -> list[str]:
    """Return the texts of a template, those that are shown on a condition too."""
    return [part if isinstance(part, str) else part.text or "" for part in parts]


def _count_uses(parts: Parts) -> Mapping[str, int]:
    return Counter(
        part.key for part in parts if isinstance(part, Placeholder) and part.text is None
    )


def _is_blank(parts: Parts) -> bool:
    return not any(part.strip() for part in parts if isinstance(part, str))

"""What a row needs to know of the template it is sent with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from notify.recipients.columns import Channel
from notify.rendering.email import compile_email
from notify.rendering.placeholders import Parts, Placeholder, split_placeholders
from notify.rendering.sms import SMS_LIMIT, compile_sms, count_sms

EMAIL_LIMIT: Final = 50_000

Value = str | list[str] | None

# A character of a text can become three (an ellipsis), or count as two units.
_SMS_GROWTH: Final = 3
_EMAIL_GROWTH: Final = 1

# What is put around an item of a list: ", ", " and ", a line end and a bullet.
_ITEM_GROWTH: Final = 5


@dataclass(frozen=True, slots=True)
class RowTemplate:
    """A template as rows are checked against it.

    `size` measures a message in the unit of `limit`: units of a text, characters of an email;
    a message of nothing but white space measures 0. `raw_length` is that of the template as
    written, in characters. `may_be_blank` says that it holds nothing but placeholders.
    `base_bound` and `value_bound` give the most that a message can measure:
    `base_bound + value_bound * characters of the values`.
    """

    channel: Channel
    placeholders: tuple[str, ...]
    raw_length: int
    limit: int
    size: Callable[[Mapping[str, Value]], int]
    base_bound: int
    value_bound: int
    may_be_blank: bool

    def surely_fits(self, values: Iterable[Value]) -> bool:
        """Tell, without rendering, that a message cannot be over the limit."""
        characters = 0
        for value in values:
            items = value if isinstance(value, list) else (value or "",)
            for item in items:
                characters += len(item) + _ITEM_GROWTH
        return self.base_bound + self.value_bound * characters <= self.limit


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
        base_bound=_EMAIL_GROWTH * len(body),
        value_bound=_EMAIL_GROWTH * _count_placeholders(parts),
        may_be_blank=_is_blank(parts),
    )


def sms_row_template(body: str, *, prefix: str | None = None) -> RowTemplate:
    """Return what rows of a text are checked against; `prefix` is the name it starts with."""
    compiled = compile_sms(body)
    parts = split_placeholders(body)

    def size(values: Mapping[str, Value]) -> int:
        return count_sms(compiled.text(values, prefix=prefix)).units

    return RowTemplate(
        channel=Channel.SMS,
        placeholders=tuple(compiled.placeholders),
        raw_length=len(body),
        limit=SMS_LIMIT,
        size=size,
        base_bound=_SMS_GROWTH * len(f"{prefix or ''}: {body}"),
        value_bound=_SMS_GROWTH * _count_placeholders(parts),
        may_be_blank=not prefix and _is_blank(parts),
    )


def _count_placeholders(parts: Parts) -> int:
    return sum(isinstance(part, Placeholder) for part in parts)


def _is_blank(parts: Parts) -> bool:
    return not any(part.strip() for part in parts if isinstance(part, str))

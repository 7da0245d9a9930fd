"""What an author should look at in a bilingual pair: codes and data, the words are the portal's."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from .email import EmailTemplate
from .markdown import list_links
from .placeholders import placeholder_key
from .sms import ADDRESS, SmsTemplate

Code = Literal["language_missing", "placeholder_in_one", "link_in_one"]

# What differs between the English and the French address of one page.
_LANGUAGE_IN_ADDRESS = re.compile(
    r"(?<![a-z0-9])(?:eng?|fra?|english|french|francais|anglais)(?:[-_]ca)?(?![a-z0-9])"
)


@dataclass(frozen=True, slots=True)
class PairWarning:
    """Something only `language` has, or, for `language_missing`, that it has not at all.

    `subject` is the name of a placeholder or the address of a link.
    """

    code: Code
    language: Literal["en", "fr"]
    subject: str = ""


_Text = EmailTemplate | SmsTemplate


def check_pair(en: _Text | None, fr: _Text | None) -> tuple[PairWarning, ...]:
    """Compare the two texts of a pair; none of what is found keeps it from being sent."""
    if en is None or fr is None:
        warnings = []
        if en is None:
            warnings.append(PairWarning("language_missing", "en"))
        if fr is None:
            warnings.append(PairWarning("language_missing", "fr"))
        return tuple(warnings)
    return (
        *_check_placeholders("en", en, fr),
        *_check_placeholders("fr", fr, en),
        *_check_links(_links(en), _links(fr)),
    )


def _check_placeholders(
    language: Literal["en", "fr"], text: _Text, other: _Text
) -> Iterator[PairWarning]:
    known = {placeholder_key(name) for name in other.placeholders}
    for name in text.placeholders:
        if placeholder_key(name) not in known:
            known.add(placeholder_key(name))
            yield PairWarning("placeholder_in_one", language, name)


def _links(text: _Text) -> list[str]:
    if isinstance(text, SmsTemplate):
        return ADDRESS.findall(text.source)
    return list_links(text.source[1])


def _check_links(en: list[str], fr: list[str]) -> Iterator[PairWarning]:
    for form in (_neutral_address, _site):
        en, fr = _unmatched(en, fr, form), _unmatched(fr, en, form)
    yield from (PairWarning("link_in_one", "en", address) for address in dict.fromkeys(en))
    yield from (PairWarning("link_in_one", "fr", address) for address in dict.fromkeys(fr))


def _unmatched(links: list[str], others: list[str], form: Callable[[str], str]) -> list[str]:
    """Return the links without a partner of the same form among the others."""
    left = Counter(map(form, others))
    unmatched = []
    for link in links:
        if left[form(link)]:
            left[form(link)] -= 1
        else:
            unmatched.append(link)
    return unmatched


def _neutral_address(address: str) -> str:
    return _LANGUAGE_IN_ADDRESS.sub("*", address.lower())


def _site(address: str) -> str:
    """Return what two addresses of one page have in common when their paths are translated."""
    try:
        return urlsplit(address.lower()).netloc or _neutral_address(address)
    except ValueError:
        return address

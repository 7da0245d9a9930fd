"""What an author should look at in a text, in words, each at the text it is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.message_templates.models import Channel, Template, Text
from notify.rendering.email import EMAIL_LIMIT, EmailTemplate, compile_email
from notify.rendering.pair_checks import check_pair
from notify.rendering.placeholders import Placeholder, placeholder_key, split_placeholders
from notify.rendering.sms import SMS_LIMIT, SmsTemplate, compile_sms, count_sms

LANGUAGES: tuple[Literal["en", "fr"], ...] = ("en", "fr")
_TAG = re.compile(r"\[\[(/?)(en|fr|rtl)\]\]")
ONLY_IN = {
    "placeholder_in_one": {
        "en": gettext_lazy("The variable ((%(subject)s)) is not in the French text."),
        "fr": gettext_lazy("The variable ((%(subject)s)) is not in the English text."),
    },
    "link_in_one": {
        "en": gettext_lazy("The link %(subject)s has no counterpart in the French text."),
        "fr": gettext_lazy("The link %(subject)s has no counterpart in the English text."),
    },
}


@dataclass(frozen=True)
class Finding:
    """Something to look at. `mark` says what is wrong as a character, where that is the matter."""

    words: str
    language: str
    is_error: bool = False


def find_problems(template: Template) -> list[Finding]:
    """Return what is odd about a template's texts; none of it keeps it from being saved."""
    texts = {
        language: _compile(template, language)
        for language in LANGUAGES
        if template.text in (language, Text.PAIR)
    }
    found: list[Finding] = []
    if template.text == Text.PAIR and all(texts.values()):
        for warning in check_pair(texts["en"], texts["fr"]):
            words = str(ONLY_IN[warning.code][warning.language]) % {"subject": warning.subject}
            found.append(Finding(words, warning.language))
    for language, text in texts.items():
        if text:
            found += [Finding(words, language) for words in _check_marks(text)]
            if isinstance(text, SmsTemplate):
                found += [Finding(words, language) for words in _check_sms(text)]
            elif text.length() > EMAIL_LIMIT:
                found.append(Finding(_("The message is too long."), language, is_error=True))
    return found


def _compile(template: Template, language: str) -> EmailTemplate | SmsTemplate | None:
    subject = getattr(template, f"subject_{language}") or ""
    body = getattr(template, f"body_{language}") or ""
    if not body.strip():
        return None
    return compile_email(subject, body) if template.channel == Channel.EMAIL else compile_sms(body)


def _check_marks(text: EmailTemplate | SmsTemplate) -> Iterator[str]:
    """Find brackets that open no variable and language blocks that are not closed."""
    sources = (text.source,) if isinstance(text, SmsTemplate) else text.source
    for source in sources:
        for part in split_placeholders(source):
            if isinstance(part, Placeholder) and not part.key:
                yield _("A variable has no name: write it between the brackets.")
            elif isinstance(part, str) and "((" in part:
                yield _("“((” opens a variable that “))” does not close.")
    if isinstance(text, EmailTemplate):
        yield from _check_blocks(text.source[1])
    yield from _check_spellings(text.placeholders)


def _check_blocks(body: str) -> Iterator[str]:
    open_ones: list[str] = []
    for closing, name in _TAG.findall(body):
        if not closing:
            open_ones.append(name)
        elif open_ones and open_ones[-1] == name:
            open_ones.pop()
        else:
            yield _("[[/%(name)s]] closes a block that is not open.") % {"name": name}
    for name in open_ones:
        yield _("The block [[%(name)s]] is not closed: add [[/%(name)s]].") % {"name": name}


def _check_spellings(names: tuple[str, ...]) -> Iterator[str]:
    spellings: dict[str, str] = {}
    for name in names:
        first = spellings.setdefault(placeholder_key(name), name)
        if first != name:
            words = _("((%(one)s)) and ((%(other)s)) are one variable: they get the same value.")
            yield words % {"one": first, "other": name}


def _check_sms(text: SmsTemplate) -> Iterator[str]:
    count = text.count()
    if count.is_too_long:
        yield _("The message is longer than %(limit)d characters.") % {"limit": SMS_LIMIT}
    if count.costly:
        marks = " ".join(count.costly)
        plain = count_sms(count.suggestion).fragments if count.suggestion else count.fragments
        if plain < count.fragments:
            words = _(
                "These characters leave room for 70 instead of 160 in a fragment: %(marks)s. "
                "Without their accents the message would take fewer fragments."
            )
        else:
            words = _("These characters leave room for 70 instead of 160 in a fragment: %(marks)s.")
        yield words % {"marks": marks}

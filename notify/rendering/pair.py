"""Bilingual pairs: one message in English and French, sent in one language or in both.

Every method takes `language`, which chooses one text, and `order`, in which both come without
it. A pair that has one text only always gives that one.
"""

from collections.abc import Sequence
from typing import Generic, Literal, TypeVar

from .email import EmailTemplate, cut_preheader
from .errors import RenderingError
from .markdown.html import DIVISIONS, RULE
from .markdown.plain import WIDTH
from .placeholders import Values
from .sms import SmsCount, SmsTemplate, count_sms

Language = Literal["en", "fr"]
ENGLISH_FIRST: tuple[Language, ...] = ("en", "fr")
FRENCH_FIRST: tuple[Language, ...] = ("fr", "en")

_Template = TypeVar("_Template", EmailTemplate, SmsTemplate)


class NoLanguage(RenderingError):
    """A pair has neither an English nor a French text."""

    code = "no_language"


class _Pair(Generic[_Template]):
    """The texts of a pair by language."""

    def __init__(self, en: _Template | None, fr: _Template | None) -> None:
        given: tuple[tuple[Language, _Template | None], ...] = (("en", en), ("fr", fr))
        self._texts: dict[Language, _Template] = {
            language: text for language, text in given if text is not None
        }
        if not self._texts:
            raise NoLanguage

    @property
    def placeholders(self) -> tuple[str, ...]:
        """List the names of both texts, each exact spelling once."""
        names = (name for text in self._texts.values() for name in text.placeholders)
        return tuple(dict.fromkeys(names))

    def missing(
        self,
        values: Values,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> list[str]:
        """List the placeholders without a value in what would be sent."""
        chosen = self._choose(language, order)
        return list(dict.fromkeys(name for _, text in chosen for name in text.missing(values)))

    def languages(
        self, language: Language | None = None, order: Sequence[Language] = ENGLISH_FIRST
    ) -> tuple[Language, ...]:
        """Return the languages that would be sent; the first is that of the whole document."""
        return tuple(known for known, _ in self._choose(language, order))

    def _choose(
        self, language: Language | None, order: Sequence[Language]
    ) -> list[tuple[Language, _Template]]:
        if language is not None and language in self._texts:
            return [(language, self._texts[language])]
        return [(known, self._texts[known]) for known in order if known in self._texts]


class EmailPair(_Pair[EmailTemplate]):
    """An email in two languages; see EmailTemplate for what each method gives."""

    def subject(
        self,
        values: Values,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the subjects as mailed, `English / French`."""
        return _join_lines([text.subject(values) for _, text in self._choose(language, order)])

    def subject_escaped(
        self,
        values: Values,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the subjects for HTML and API answers."""
        chosen = self._choose(language, order)
        return _join_lines([text.subject_escaped(values) for _, text in chosen])

    def body(
        self,
        values: Values,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the bodies as typed; both as one text with language blocks and a rule."""
        chosen = self._choose(language, order)
        if len(chosen) == 1:
            return chosen[0][1].body(values)
        return "\n\n---\n\n".join(
            f"[[{known}]]\n{text.body(values)}\n[[/{known}]]" for known, text in chosen
        )

    def html(
        self,
        values: Values,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the insides of the HTML body, each language in its own division."""
        chosen = self._choose(language, order)
        return _join_html([(known, text.html(values)) for known, text in chosen])

    def plain_text(
        self,
        values: Values,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the plain texts with a rule between them."""
        rule = f"\n{'=' * WIDTH}\n\n"
        return rule.join(text.plain_text(values) for _, text in self._choose(language, order))

    def preheader(
        self,
        values: Values,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the first words, half the room for each language."""
        lines = [text.preheader(values) for _, text in self._choose(language, order)]
        if len(lines) == 1:
            return lines[0]
        return cut_preheader(_join_lines([cut_preheader(line, share=2) for line in lines]))

    def preview_html(
        self,
        values: Values | None = None,
        *,
        redact: bool = False,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the insides of the HTML body with highlighted placeholders."""
        return _join_html(
            [
                (known, text.preview_html(values, redact=redact))
                for known, text in self._choose(language, order)
            ]
        )

    def preview_subject(
        self,
        values: Values | None = None,
        *,
        redact: bool = False,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the escaped subjects with highlighted placeholders."""
        chosen = self._choose(language, order)
        return _join_lines([text.preview_subject(values, redact=redact) for _, text in chosen])


class SmsPair(_Pair[SmsTemplate]):
    """A text message in two languages; both together are one message."""

    def text(
        self,
        values: Values,
        prefix: str | None = None,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the message as sent, a blank line between the languages, the name once."""
        first, *others = [text for _, text in self._choose(language, order)]
        texts = [first.text(values, prefix), *(other.text(values) for other in others)]
        return "\n\n".join(texts)

    def body(
        self,
        values: Values,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the message as sent, without the name of the service."""
        return self.text(values, language=language, order=order)

    def count(
        self,
        values: Values | None = None,
        prefix: str | None = None,
        *,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> SmsCount:
        """Count the message; without values its placeholders count nothing."""
        if values:
            return count_sms(self.text(values, prefix, language=language, order=order))
        first, *others = [text for _, text in self._choose(language, order)]
        return count_sms("\n\n".join([first.words(prefix), *(text.words() for text in others)]))

    def preview_html(
        self,
        values: Values | None = None,
        *,
        prefix: str | None = None,
        redact: bool = False,
        language: Language | None = None,
        order: Sequence[Language] = ENGLISH_FIRST,
    ) -> str:
        """Return the message for a page with highlighted placeholders."""
        first, *others = [text for _, text in self._choose(language, order)]
        previews = [first.preview_html(values, prefix=prefix, redact=redact)]
        previews += [other.preview_html(values, redact=redact) for other in others]
        return "<br><br>".join(previews)


def compile_email_pair(en: EmailTemplate | None, fr: EmailTemplate | None) -> EmailPair:
    """Join two emails; raise NoLanguage when both are missing."""
    return EmailPair(en, fr)


def compile_sms_pair(en: SmsTemplate | None, fr: SmsTemplate | None) -> SmsPair:
    """Join two text messages; raise NoLanguage when both are missing."""
    return SmsPair(en, fr)


def _join_lines(lines: Sequence[str]) -> str:
    """Join subjects by a slash; two that are the same are given once."""
    return " / ".join(dict.fromkeys(line for line in lines if line))


def _join_html(parts: Sequence[tuple[Language, str]]) -> str:
    if len(parts) == 1:
        return parts[0][1]
    return f'<hr style="{RULE}">'.join(
        f"<div {DIVISIONS[language]}>{html}</div>" for language, html in parts
    )

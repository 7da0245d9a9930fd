"""Emails: a template compiled once, rendered for each recipient."""

import re

from .escaping import decode_entities, escape_html
from .highlights import Highlights
from .markdown import to_html, to_plain_text, to_preheader
from .markdown.languages import remove_tags
from .markdown.plain import TARGET_END, TARGET_START
from .placeholders import (
    Values,
    by_key,
    fill,
    find_missing,
    join_as_bullets,
    join_as_sentence,
    list_names,
    split_placeholders,
)
from .prepared import Prepared
from .typography import RESERVED, set_typography

EMAIL_LIMIT = 50_000  # characters of the body, values put in
PREHEADER_LENGTH = 256  # characters, escaped

_OBSCURE_SPACE = str.maketrans("", "", "\u180e\u200b\u200c\u200d\u2060\ufeff")
_BARE_NAME = re.compile(r"(?<![./])(GOV)\.(UK)(?![/?])", re.IGNORECASE)
_TARGET = re.compile(f"{TARGET_START}([^{TARGET_END}]*){TARGET_END}")
_CUT_ENTITY = re.compile(r"&[#\w]*$")


class EmailTemplate:
    """A subject and a body; every method but those for previews raises MissingValues."""

    __slots__ = (
        "_body",
        "_html",
        "_plain_text",
        "_preheader",
        "_subject",
        "placeholders",
        "source",
    )

    def __init__(self, subject: str, body: str) -> None:
        self.source = (subject, body)
        self._subject = split_placeholders(subject)
        self._body = split_placeholders(body)
        self.placeholders = list_names(self._subject, self._body)
        body_parts, join = self._body, join_as_bullets
        self._html = Prepared(body_parts, html_of, html=True, join=join)
        self._plain_text = Prepared(body_parts, plain_text_of, html=False, join=join)
        self._preheader = Prepared(body_parts, _line_of, html=True, join=join)

    def missing(self, values: Values) -> list[str]:
        """List the placeholders without a value, as the template spells them."""
        return find_missing(self.placeholders, values)

    def subject(self, values: Values) -> str:
        """Return the subject as mailed: one line, so no value can add a header."""
        text = fill(self._subject, by_key(values), join=join_as_sentence)
        return _set_line(RESERVED.sub("", text))

    def subject_escaped(self, values: Values) -> str:
        """Return the subject for HTML and API answers."""
        return _set_line(
            fill(self._subject, by_key(values), join=join_as_sentence, escape=escape_html)
        )

    def body(self, values: Values) -> str:
        """Return the body with its values and its Markdown as typed."""
        return fill(self._body, by_key(values), join=join_as_bullets)

    def length(self, values: Values | None = None) -> int:
        """Return what counts against EMAIL_LIMIT: the template as long as a value is missing."""
        if values is None or self.missing(values):
            return len(self.source[1])
        return len(self.body(values))

    def html(self, values: Values) -> str:
        """Return the inside of the HTML body, with inline styles."""
        return self._html.render(by_key(values))

    def plain_text(self, values: Values) -> str:
        """Return the plain text part."""
        return self._plain_text.render(by_key(values))

    def preheader(self, values: Values) -> str:
        """Return the first words of the body, escaped, for mail programs to show in lists."""
        return cut_preheader(self._preheader.render(by_key(values)))

    def preview_html(self, values: Values | None = None, *, redact: bool = False) -> str:
        """Return the inside of the HTML body with placeholders without a value highlighted."""
        highlights = Highlights(redact=redact)
        text = fill(
            self._body,
            by_key(values),
            join=join_as_bullets,
            escape=escape_html,
            missing=highlights.block_stand_in,
        )
        return highlights.put_blocks_in(html_of(text), lambda words: html_of(escape_html(words)))

    def preview_subject(self, values: Values | None = None, *, redact: bool = False) -> str:
        """Return the escaped subject with placeholders without a value highlighted."""
        highlights = Highlights(redact=redact)
        text = fill(
            self._subject,
            by_key(values),
            join=join_as_sentence,
            escape=escape_html,
            missing=highlights.stand_in,
        )
        return highlights.put_in(_set_line(text))


def compile_email(subject: str, body: str) -> EmailTemplate:
    """Read a template once; the result never changes, so threads may share and cache it."""
    return EmailTemplate(subject, body)


def _set_line(text: str) -> str:
    return " ".join(set_typography(text).translate(_OBSCURE_SPACE).split())


def _prepare(text: str) -> str:
    """Drop what mail programs stumble over; keep them from linking the bare name GOV.UK."""
    text = text.replace("\u2028", "")
    return _BARE_NAME.sub("\\1.\u200b\\2", text) if "." in text else text


def html_of(text: str) -> str:
    """Render an escaped body as HTML."""
    return set_typography(to_html(_prepare(text)))


def plain_text_of(text: str) -> str:
    """Render a body as plain text; typography leaves the addresses of links alone."""
    targets: list[str] = []

    def hide(match: re.Match[str]) -> str:
        targets.append(match.group(1))
        return TARGET_START

    text = to_plain_text(_prepare(RESERVED.sub("", text)))
    text = set_typography(_TARGET.sub(hide, text))
    waiting = iter(targets)
    text = re.sub(TARGET_START, lambda _: next(waiting), text)
    return decode_entities(text).lstrip() + "\n"


def _line_of(text: str) -> str:
    """Render an escaped body as its words, all on one line."""
    words = remove_tags(to_preheader(_prepare(text)))
    return " ".join(set_typography(words).split())


def cut_preheader(line: str, *, share: int = 1) -> str:
    """Cut a line to its share of the room, never within an entity."""
    length = PREHEADER_LENGTH // share
    if len(line) <= length:
        return line
    return _CUT_ENTITY.sub("", line[:length]).strip()

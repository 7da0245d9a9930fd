"""Templates read once per process: one object for a text in one language and for a bilingual pair.

A version never changes, so what was compiled for (template, version) stays true for as long as it
is kept. Compile only what is committed.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from notify.message_templates.models import Channel, Template, TemplateVersion, Text
from notify.rendering.email import EmailTemplate, compile_email
from notify.rendering.pair import (
    ENGLISH_FIRST,
    FRENCH_FIRST,
    EmailPair,
    Language,
    SmsPair,
    compile_email_pair,
    compile_sms_pair,
)
from notify.rendering.placeholders import Values
from notify.rendering.sms import SmsCount, SmsTemplate, compile_sms

MOST_KEPT = 2_000  # versions; each keeps its texts and what they were rendered to

Version = tuple[UUID, int]


class CompiledTemplate:
    """What a template says in the languages asked for. Rendering raises MissingValues.

    `language` is the one that was chosen from a pair: None for both, and for a text in one
    language. `first_language` is that in which the message starts.
    """

    def __init__(
        self,
        pair: EmailPair | SmsPair,
        sources: Sequence[tuple[Language, str, str]],
        language: Language | None,
    ) -> None:
        self._pair = pair
        self._order = tuple(known for known, _, _ in sources)
        self.language = language
        self.first_language = self._order[0]
        self.languages = self._order
        self.placeholders = pair.placeholders
        self.source_subject = " / ".join(subject for _, subject, _ in sources)
        self.source_body = _join_sources(sources, is_email=isinstance(pair, EmailPair))

    def missing(self, values: Values) -> list[str]:
        """List the placeholders without a value, as the template spells them."""
        return self._pair.missing(values, order=self._order)

    def body(self, values: Values) -> str:
        """Return the text as the API answers it: an email's as typed, an SMS's as sent."""
        return self._pair.body(values, order=self._order)

    def subject(self, values: Values) -> str:
        """Return an email's subject as mailed."""
        return self._email.subject(values, order=self._order)

    def subject_escaped(self, values: Values) -> str:
        """Return an email's subject for HTML and API answers."""
        return self._email.subject_escaped(values, order=self._order)

    def html(self, values: Values) -> str:
        """Return the inside of an email's HTML body."""
        return self._email.html(values, order=self._order)

    def plain_text(self, values: Values) -> str:
        """Return an email's plain text part."""
        return self._email.plain_text(values, order=self._order)

    def preheader(self, values: Values) -> str:
        """Return an email's first words, escaped."""
        return self._email.preheader(values, order=self._order)

    def text(self, values: Values, prefix: str | None = None) -> str:
        """Return a text message as sent, `prefix: ` in front of it."""
        return self._sms.text(values, prefix, order=self._order)

    def count(self, values: Values | None = None, prefix: str | None = None) -> SmsCount:
        """Count a text message; without values its placeholders count nothing."""
        return self._sms.count(values, prefix, order=self._order)

    def preview_html(
        self, values: Values | None = None, *, prefix: str | None = None, redact: bool = False
    ) -> str:
        """Return the message for a page, placeholders without a value highlighted."""
        if isinstance(self._pair, SmsPair):
            return self._pair.preview_html(values, prefix=prefix, redact=redact, order=self._order)
        return self._pair.preview_html(values, redact=redact, order=self._order)

    def preview_subject(self, values: Values | None = None, *, redact: bool = False) -> str:
        """Return an email's subject for a page, placeholders without a value highlighted."""
        return self._email.preview_subject(values, redact=redact, order=self._order)

    @property
    def _email(self) -> EmailPair:
        if not isinstance(self._pair, EmailPair):
            raise TypeError("a text message has no subject and no HTML")
        return self._pair

    @property
    def _sms(self) -> SmsPair:
        if not isinstance(self._pair, SmsPair):
            raise TypeError("an email is not sent as a text message")
        return self._pair


class _Texts:
    """A version's compiled texts, and what was made of them for each choice of languages."""

    def __init__(self, content: Template | TemplateVersion) -> None:
        self.is_pair = content.text == Text.PAIR
        self.is_email = channel_of(content) == Channel.EMAIL
        self.emails: dict[Language, EmailTemplate] = {}
        self.texts: dict[Language, SmsTemplate] = {}
        self.sources: dict[Language, tuple[str, str]] = {}
        for language in ENGLISH_FIRST:
            subject = getattr(content, f"subject_{language}") or ""
            body = getattr(content, f"body_{language}") or ""
            if not body or (content.text not in (language, Text.PAIR)):
                continue
            self.sources[language] = (subject, body)
            if self.is_email:
                self.emails[language] = compile_email(subject, body)
            else:
                self.texts[language] = compile_sms(body)
        self._made: dict[tuple[str | None, str], CompiledTemplate] = {}

    def choose(self, language: str | None, order: str) -> CompiledTemplate:
        made = self._made.get((language, order))
        if made is None:
            made = self._made[language, order] = self._make(language, order)
        return made

    def _make(self, language: str | None, order: str) -> CompiledTemplate:
        known = FRENCH_FIRST if order == "fr" else ENGLISH_FIRST
        wanted = [each for each in known if each in self.sources]
        chosen = next((each for each in wanted if self.is_pair and each == language), None)
        if chosen:
            wanted = [chosen]
        sources = [(each, *self.sources[each]) for each in wanted]
        pair: EmailPair | SmsPair
        if self.is_email:
            emails = {each: self.emails[each] for each in wanted}
            pair = compile_email_pair(emails.get("en"), emails.get("fr"))
        else:
            texts = {each: self.texts[each] for each in wanted}
            pair = compile_sms_pair(texts.get("en"), texts.get("fr"))
        return CompiledTemplate(pair, sources, chosen)


class _Kept:
    """The versions used last, at most MOST_KEPT of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._versions: OrderedDict[Version, _Texts] = OrderedDict()

    def get(self, version: Version) -> _Texts | None:
        with self._lock:
            texts = self._versions.get(version)
            if texts:
                self._versions.move_to_end(version)
            return texts

    def put(self, version: Version, texts: _Texts) -> None:
        with self._lock:
            self._versions[version] = texts
            if len(self._versions) > MOST_KEPT:
                self._versions.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._versions.clear()


kept = _Kept()


def compiled_for(
    content: Template | TemplateVersion, *, language: str | None, order: str
) -> CompiledTemplate:
    """Return a template at its version, compiled once.

    `language` chooses one side of a pair, None gives both; `order` ("en" or "fr") is which comes
    first. Raises NoLanguage when it has no text.
    """
    return _texts_of(content).choose(language, order)


def compile_unsaved(
    template: Template, *, language: str | None = None, order: str
) -> CompiledTemplate:
    """Compile a text that is no version yet, and keep nothing of it. Raises NoLanguage."""
    return _Texts(template).choose(language, order)


def compiled_version(
    template_id: UUID, version: int, *, language: str | None, order: str
) -> CompiledTemplate:
    """Return a version, read only if it is not kept. Raises TemplateVersion.DoesNotExist."""
    texts = kept.get((template_id, version))
    if texts is None:
        row = _versions().get(template_id=template_id, version=version)
        texts = _texts_of(row)
    return texts.choose(language, order)


def load_versions(versions: Iterable[Version]) -> None:
    """Read the versions that are not kept in one statement, before many are rendered."""
    wanted = [version for version in dict.fromkeys(versions) if kept.get(version) is None]
    if not wanted:
        return
    which = Q()
    for template_id, version in wanted:
        which |= Q(template_id=template_id, version=version)
    for row in _versions().filter(which):
        _texts_of(row)


def channel_of(content: Template | TemplateVersion) -> str:
    return content.channel if isinstance(content, Template) else content.template.channel


def _texts_of(content: Template | TemplateVersion) -> _Texts:
    template_id = content.id if isinstance(content, Template) else content.template_id
    texts = kept.get((template_id, content.version))
    if texts is None:
        texts = _Texts(content)
        kept.put((template_id, content.version), texts)
    return texts


def _versions() -> QuerySet[TemplateVersion]:
    return TemplateVersion.objects.select_related("template")


def _join_sources(sources: Sequence[tuple[Language, str, str]], *, is_email: bool) -> str:
    """Return the text as typed; both sides of a pair as one text with language blocks."""
    if len(sources) == 1:
        return sources[0][2]
    if not is_email:
        return "\n\n".join(body for _, _, body in sources)
    return "\n\n---\n\n".join(
        f"[[{language}]]\n{body}\n[[/{language}]]" for language, _, body in sources
    )

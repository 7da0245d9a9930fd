"""A template as its recipients will see it, before and after it is saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from notify.message_templates.compiled import CompiledTemplate, compile_unsaved
from notify.message_templates.models import Channel, Template, Text
from notify.portal.template_pages.findings import Finding, find_problems
from notify.rendering.document import render_document
from notify.rendering.pair import NoLanguage
from notify.rendering.placeholders import Placeholder, placeholder_key, split_placeholders
from notify.rendering.sms import SMS_LIMIT, SmsCount
from notify.services.branding import branding_of
from notify.services.models import Service

VIEWS = ("desktop", "phone", "plain")
_STYLE = re.compile(r' style="[^"]*"')
_MARKS = (
    "<style>.placeholder, .placeholder-conditional { background: #ffe9a8; color: #000000;"
    " border-radius: 3px; } .placeholder-redacted { background: #d6d9dd; color: #000000; }"
    " .placeholder-conditional p { color: #000000 !important; }"
    " .condition { font-weight: bold; }</style>"
)
_DARK = "@media (prefers-color-scheme: dark)"


@dataclass(frozen=True)
class Look:
    """How an email is shown: on what, in the dark or not, and in which language."""

    view: str = "desktop"
    is_dark: bool = False
    language: str = ""

    @classmethod
    def read(cls, data: Mapping[str, str]) -> Look:
        view, language = data.get("view", ""), data.get("show", "")
        return cls(
            view=view if view in VIEWS else "desktop",
            is_dark=bool(data.get("dark")),
            language=language if language in ("en", "fr") else "",
        )


@dataclass(frozen=True)
class Size:
    """How long a text message is, and what that costs; for each language and both together."""

    language: str
    count: SmsCount
    body_length: int = 0

    @property
    def most(self) -> int:
        return SMS_LIMIT


@dataclass(frozen=True)
class Preview:
    """What is shown beside the editor and on a template's page. Marked texts are safe HTML."""

    look: Look
    is_email: bool
    language: str
    subject: SafeString
    text: SafeString
    plain: str
    placeholders: tuple[str, ...]
    sizes: tuple[Size, ...]
    findings: tuple[Finding, ...]

    def findings_in(self, language: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.language == language]

    @property
    def english(self) -> list[Finding]:
        return self.findings_in("en")

    @property
    def french(self) -> list[Finding]:
        return self.findings_in("fr")


def preview_of(template: Template, service: Service, look: Look | None = None) -> Preview | None:
    """Return a preview; None while there is no text. `template` need not be saved."""
    look = look or Look()
    compiled = compile_for(template, service, look.language)
    if compiled is None:
        return None
    is_email = template.channel == Channel.EMAIL
    prefix = prefix_of(service, compiled.first_language)
    text = "" if is_email else _STYLE.sub("", compiled.preview_html(prefix=prefix))
    return Preview(
        look=look,
        is_email=is_email,
        language=compiled.first_language,
        subject=_safe(compiled.preview_subject() if is_email else ""),
        text=_safe(text),
        plain=_plain(compiled) if is_email else "",
        placeholders=compiled.placeholders,
        sizes=() if is_email else tuple(_sizes(template, service)),
        findings=tuple(find_problems(template)),
    )


def compile_for(
    template: Template, service: Service, language: str = ""
) -> CompiledTemplate | None:
    """Compile what would be sent in a language, or without one; None while there is no text."""
    try:
        return compile_unsaved(template, language=language or None, order=service.language_order)
    except NoLanguage:
        return None


def document_of(template: Template, service: Service, look: Look) -> str:
    """Return an email as a document for a frame, its variables marked; empty without a text."""
    compiled = compile_for(template, service, look.language)
    if compiled is None:
        return "<!doctype html><title></title>"
    document = render_document(
        fragment=compiled.preview_html(),
        subject=template.name,
        preheader="",
        branding=branding_of(service),
        language=compiled.first_language,
        direction="rtl" if template.right_to_left else "ltr",
        asset_url=settings.EMAIL_ASSET_URL,
    )
    scheme = "all" if look.is_dark else "not all"
    document = document.replace(_DARK, f"@media {scheme}")
    only = "dark" if look.is_dark else "light"
    document = document.replace("color-scheme: light dark", f"color-scheme: {only}")
    return document.replace("</head>", f"{_MARKS}</head>", 1)


def prefix_of(service: Service, language: str) -> str | None:
    """Return the name that a service's text messages begin with."""
    return getattr(service, f"name_{language}") if service.prefix_sms else None


def _sizes(template: Template, service: Service) -> list[Size]:
    languages = ["en", "fr", ""] if template.text == Text.PAIR else [template.text]
    found = []
    for language in languages:
        compiled = compile_for(template, service, language)
        if compiled and (not language or compiled.first_language == language):
            prefix = prefix_of(service, compiled.first_language)
            found.append(Size(language, compiled.count(prefix=prefix)))
    return found


def _plain(compiled: CompiledTemplate) -> str:
    """Return the plain text part, variables as they are written, conditional texts shown."""
    parts = split_placeholders(compiled.source_body)
    plain = {part.key for part in parts if isinstance(part, Placeholder) and part.text is None}
    return compiled.plain_text(
        {
            name: f"(({name}))" if placeholder_key(name) in plain else "yes"
            for name in compiled.placeholders
        }
    )


def _safe(html: str) -> SafeString:
    """What rendering returns is escaped but for its own markup."""
    return mark_safe(html)  # noqa: S308

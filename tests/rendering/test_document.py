"""The document around an email's text."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from notify.rendering.branding import Branding
from notify.rendering.document import render_document

LOGO = Branding(
    signature=None, logo_url="https://x.example/logo.png", logo_alt_en="Parks", logo_alt_fr="Parcs"
)
VOID = frozenset(("meta", "img", "br", "hr"))


def document(
    branding: Branding | None = None,
    *,
    subject: str = "Hello",
    preheader: str = "Words",
    language: str = "en",
    direction: str = "ltr",
) -> str:
    return render_document(
        fragment="<p>Text</p>",
        subject=subject,
        preheader=preheader,
        branding=branding or Branding(),
        language=language,
        direction=direction,
        asset_url="https://assets.example/static/",
    )


class Balance(HTMLParser):
    """Notes tags that do not close what is open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


BRANDINGS = {
    "english": Branding(),
    "french": Branding(signature="fr"),
    "logo": LOGO,
    "logo-and-text": replace(LOGO, text="Parks", colour="#00703c"),
    "both": replace(LOGO, signature="fr"),
    "banner": replace(LOGO, text="Parks", is_banner=True, colour="#0f0"),
    "none": Branding(signature=None),
}


@pytest.mark.parametrize("branding", BRANDINGS.values(), ids=BRANDINGS)
def test_every_tag_is_closed(branding: Branding) -> None:
    balance = Balance()

    balance.feed(document(branding))

    assert balance.wrong == []
    assert balance.open == []


@pytest.mark.parametrize("branding", BRANDINGS.values(), ids=BRANDINGS)
def test_every_table_is_for_layout_only(branding: Branding) -> None:
    html = document(branding)

    assert html.count("<table") == html.count('<table role="presentation"')


@pytest.mark.parametrize("branding", BRANDINGS.values(), ids=BRANDINGS)
def test_every_image_has_an_alternative(branding: Branding) -> None:
    assert all(" alt=" in image for image in re.findall(r"<img [^>]*>", document(branding)))


def test_signature_comes_first_in_the_chosen_language() -> None:
    english, french = document(Branding()), document(Branding(signature="fr"))

    assert 'src="https://assets.example/static/email/signature-en.png"' in english
    assert 'alt="Government of Canada / Gouvernement du Canada"' in english
    assert 'src="https://assets.example/static/email/signature-fr.png"' in french
    assert 'alt="Gouvernement du Canada / Government of Canada"' in french
    assert 'src="https://assets.example/static/email/wordmark.png"' in french


def test_wordmark_goes_with_the_signature() -> None:
    assert "wordmark" not in document(LOGO)
    assert "signature" not in document(LOGO)


def test_logo_is_large_alone_and_small_beside_text() -> None:
    assert 'height="108" alt="Parks / Parcs"' in document(LOGO)
    assert 'height="27" alt=""' in document(replace(LOGO, text="Parks Canada"))


def test_logo_without_alternatives_is_named_by_the_brand() -> None:
    assert 'alt="Parks &amp; co"' in document(Branding(logo_url="/l.png", name="Parks & co"))


def test_banner_has_a_colour_of_its_own_or_the_default() -> None:
    banner = replace(LOGO, is_banner=True)

    assert 'bgcolor="#0b0c0c"' in document(banner)
    assert 'bgcolor="#00703c"' in document(replace(banner, colour="#00703c"))


def test_document_says_its_language_and_direction() -> None:
    html = document(language="fr", direction="rtl")

    assert '<html lang="fr"' in html
    assert 'dir="rtl"' in html


def test_title_and_hidden_heading_are_the_subject() -> None:
    html = document(subject="A & B")

    assert "<title>A &amp; B</title>" in html
    assert re.search(r"<h1 style=[^>]*>A &amp; B</h1>", html)


def test_dark_mode_is_declared_and_styled() -> None:
    html = document()

    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert "signature-en-dark.png" in html


INJECTION = "\"><script>alert(1)</script>'<!--"


@pytest.mark.parametrize("field", ["logo_alt_en", "logo_alt_fr", "name", "text", "colour"])
@pytest.mark.parametrize("is_banner", [False, True])
def test_branding_is_escaped(field: str, is_banner: bool) -> None:
    branding = replace(Branding(logo_url="https://x.example/l.png"), is_banner=is_banner)

    balance = Balance()
    html = document(replace(branding, **{field: INJECTION}))
    balance.feed(html)

    assert "<script" not in html
    assert balance.wrong == balance.open == []


def test_addresses_of_logos_are_escaped() -> None:
    assert "<script" not in document(replace(LOGO, logo_url="https://x.example/" + INJECTION))
    assert 'src="#"' in document(replace(LOGO, logo_url="javascript:alert(1)"))


def test_colour_cannot_add_styles() -> None:
    assert "url(" not in document(replace(LOGO, colour="red;background:url(x)"))


def test_subject_and_preheader_are_escaped_once() -> None:
    html = document(subject=INJECTION + "&amp;", preheader=INJECTION + "&amp;")

    assert "<script" not in html
    assert "&amp;amp;" not in html

"""Markdown, values and typography together: what a body becomes."""

import pytest

from notify.rendering.email import compile_email

from . import block_cases, word_cases
from .markup import bare

CASES = (*block_cases.CASES, *word_cases.CASES)
IDS = [case[0] for case in CASES]

# Where text could be lost or damaged; the source is on the left, the bare HTML on the right.
NOTHING_IS_LOST = {
    "a_line_without_space_after_the_mark_joins_its_item": (
        "* one item\n*emphasis* here\n* two",
        "<ul><li>one item<br><em>emphasis</em> here</li><li>two</li></ul>",
    ),
    "a_negative_number_under_an_item_joins_it": (
        "* one item\n-5 degrees",
        "<ul><li>one item<br>-5 degrees</li></ul>",
    ),
    "the_words_of_a_table": (
        "| a | b |\n|---|---|\n| 1 | 2 \\| 3 |\n\nText",
        "<p>a, b<br>1, 2 | 3</p><p>Text</p>",
    ),
    "a_code_block_is_a_paragraph": (
        "Text\n\n    code\n\nMore",
        "<p>Text</p><p>code</p><p>More</p>",
    ),
    "a_stray_closing_tag": ("a[[/en]]b[[en]]c", '<p>a</p><p>b</p><div lang="en-ca"><p>c</p></div>'),
    "marks_nested_too_deep": ("*" * 101 + "a" + "*" * 101, None),
}


@pytest.mark.parametrize(("template", "values", "html"), [case[1:4] for case in CASES], ids=IDS)
def test_body_becomes_html(template: str, values: dict[str, object], html: str) -> None:
    assert bare(compile_email("", template).html(values)) == html


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [(case[1], case[2], case[4]) for case in CASES if case[4] is not None],
    ids=[case[0] for case in CASES if case[4] is not None],
)
def test_body_becomes_plain_text(template: str, values: dict[str, object], text: str) -> None:
    assert compile_email("", template).plain_text(values) == text


@pytest.mark.parametrize(("template", "html"), NOTHING_IS_LOST.values(), ids=NOTHING_IS_LOST)
def test_no_words_are_lost(template: str, html: str | None) -> None:
    rendered = bare(compile_email("", template).html({}))

    assert rendered == html if html else "a" in rendered


def test_code_block_does_not_join_the_words_before_it_in_plain_text() -> None:
    assert compile_email("", "Text\n\n    code\n\nMore").plain_text({}) == "Text\n\ncode\n\nMore\n"


def test_paragraphs_carry_their_style() -> None:
    style = "Margin: 0 0 20px 0; font-size: 19px; line-height: 25px; color: #0B0C0C;"

    assert compile_email("", "Text").html({}) == f'<p style="{style}">Text</p>'


@pytest.mark.parametrize("mark", ["#", "##", "* ", "1. ", "^ ", "[a](b) ", "---\n\n"])
def test_every_element_but_emphasis_carries_a_style(mark: str) -> None:
    html = compile_email("", f"{mark}some words").html({})

    opening = [tag for tag in html.split("<") if tag and not tag.startswith("/")]
    assert all(" style=" in tag for tag in opening)


def test_nested_list_has_no_margin_of_its_own() -> None:
    html = compile_email("", "* one item\n  * inner item").html({})

    assert html.count("Margin: 0 0 20px 0") == 1


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "java\tscript:alert",
        "JaVaScRiPt:alert",
        "&#106;avascript:alert",
        "javascript&#58;alert",
        "java\u200bscript:alert",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
    ],
)
def test_harmful_links_lead_nowhere(target: str) -> None:
    typed = compile_email("", f"[x]({target})")
    given = compile_email("", "[x](((link)))")

    assert 'href="#"' in typed.html({})
    assert 'href="#"' in given.html({"link": target})


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("https://x.example/?a=1&b=2", "https://x.example/?a=1&amp;b=2"),
        ("https://x.example/?a=1&amp;b=2", "https://x.example/?a=1&amp;b=2"),
        ("https://x.example/a+b%2Fc", "https://x.example/a+b%2Fc"),
        ('https://x.example/"onclick=', "https://x.example/%22onclick="),
        ("https://x.example/a b", "https://x.example/a%20b"),
    ],
    ids=["ampersand", "entity", "encoded", "quote", "space"],
)
def test_link_targets_are_escaped_once(target: str, href: str) -> None:
    assert f'href="{href}"' in compile_email("", f"[x]({target})").html({})

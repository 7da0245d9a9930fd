"""Escaping and typography of single texts."""

import pytest

from notify.rendering.email import compile_email
from notify.rendering.escaping import escape_html
from notify.rendering.typography import set_typography

ESCAPED = {
    "tags": ("<b>x</b> & 'y' \"z\" > 1", "&lt;b&gt;x&lt;/b&gt; &amp; 'y' \"z\" &gt; 1"),
    "entities": ("&amp; &eacute; &#39; &nope; &", "&amp; &eacute; &#39; &amp;nope; &amp;"),
    "script": ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    "controls": ("a\r\nb\rc\x00d\x07e\tf", "a\nb\ncd?e\tf"),
    "reserved": ("a\ufdd0\ufdefb", "ab"),
}

SET = {
    "apostrophe_after_a_tag": ("<strong>Bob</strong>'s", "<strong>Bob</strong>’s"),
    "quote_before_a_tag": ('say "<em>x</em>"', "say “<em>x</em>”"),
    "quote_that_opens_a_paragraph": ('<p>a</p><p>"<em>x</em>"</p>', "<p>a</p><p>“<em>x</em>”</p>"),
    "text_of_a_link": ("<a href=\"x'y\">it's</a> it's", "<a href=\"x'y\">it's</a> it’s"),
    "email_address": ("o'neil@x.example isn't", "o'neil@x.example isn’t"),
    "dashes": ("a -- b --- c ---- d-e", "a – b – c ---- d-e"),
    "no_break_space_before_a_comma": ("a\u00a0, b , c", "a\u00a0, b, c"),
    "escaped": ("\\'a\\' \\\"b\\\" \\\\ \\-", "'a' \"b\" \\ -"),
    "decade": ("the 90's and the '90s", "the 90’s and the ‘90s"),
}


@pytest.mark.parametrize(("text", "escaped"), ESCAPED.values(), ids=ESCAPED)
def test_html_is_escaped(text: str, escaped: str) -> None:
    assert escape_html(text) == escaped


@pytest.mark.parametrize("text", [escaped for _, escaped in ESCAPED.values()], ids=ESCAPED)
def test_escaping_twice_changes_nothing(text: str) -> None:
    assert escape_html(text) == text


@pytest.mark.parametrize(("text", "result"), SET.values(), ids=SET)
def test_typography_is_set(text: str, result: str) -> None:
    assert set_typography(text) == result


def test_plain_text_keeps_the_quotes_of_addresses() -> None:
    text = compile_email("", "[it's](https://x.example/it's) https://y.example/it's").plain_text({})

    assert text == "it’s: https://x.example/it's https://y.example/it's\n"


def test_plain_text_drops_the_tags_of_language_blocks() -> None:
    text = compile_email("", "[[en]]\none\n[[/en]]\n[[fr]]\nun\n[[/fr]]").plain_text({})

    assert text == "one\n\nun\n"


def test_bare_name_of_a_site_is_not_linked_by_mail_programs() -> None:
    html = compile_email("", "GOV.UK www.gov.uk/x https://gov.uk").html({})

    assert "GOV.\u200bUK" in html
    assert html.count("\u200b") == 1

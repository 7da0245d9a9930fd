"""Whatever authors type and values hold: no crash, no injection, no text that takes for ever."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.rendering.email import EMAIL_LIMIT, compile_email
from notify.rendering.sms import compile_sms, count_sms

MARKS = [
    *["((", "))", "(((", "??", "((a))", "((a??", "[", "]", "(", ")", "](", "![", "[^", "[[", "]]"],
    *["*", "**", "_", "__", "`", "```", "~~", "~~~", "\\", "<", ">", "<a ", "&", "&lt;", "&#", "'"],
    *['"', "\n", "\n\n", "\r", "\t", " ", "    ", "# ", "## ", "* ", "- ", "1. ", "^ ", "^", "---"],
    *[
        "===",
        "|",
        "|---|---|\n",
        "[x]: https://x.example\n",
        "[^1]: note\n",
        "https://",
        "http://x.",
    ],
    *["[[fr]]", "[[/fr]]", "[[en]]", "[[/en]]", "[[rtl]]", "[[/rtl]]", "word", "é", "\u200b", "@"],
    *[
        "\x00",
        "\u2028",
        "\ufdd0",
        "\ufdd8",
        "\ufdd9",
        "\ud800",
        "\U00012000",
        "GOV.UK",
        " - ",
        ".",
        ",",
    ],
]
texts = st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=4)), max_size=40).map("".join)

# Each is repeated until the limit of an email; every one made some Markdown reader slow.
REPEATED = [
    *[
        "(",
        "((",
        "((a",
        "))",
        "[",
        "]",
        "[[",
        "[a",
        "[a]",
        "[[a]",
        "[](",
        "![",
        "[a](",
        "](",
        '](a "b',
    ],
    *[
        '](a "b" ',
        "[a][",
        "[^",
        "[^a",
        "[a]: b\n",
        "[^a]: b\n",
        "[a]:\n",
        "*",
        "**",
        "*a",
        "**a",
        "*a**",
    ],
    *[
        "_",
        "__",
        "_a",
        "__a",
        "_a_",
        "a_",
        "*_",
        "**__",
        "`",
        "``",
        "`a",
        "``a`",
        "~",
        "~~",
        "~~a",
        "~~ ",
    ],
    *[
        "```\n",
        "```a\n",
        "~~~\n",
        "<",
        "<a",
        "<a:",
        "<!--",
        ">",
        "&",
        "&a",
        "'",
        '"',
        "a'",
        " ",
        " a",
        "\t",
    ],
    *[
        "\n",
        "\n\n",
        " \n",
        "a\n",
        "a\n\n",
        "# ",
        "#",
        "# a\n",
        "* ",
        "* a\n",
        "* ab\n",
        "* ab\n\n",
        " * ab\n",
    ],
    *[
        "1. ab\n",
        "1",
        "1.",
        "* a\n\n\n",
        "^",
        "^ ",
        "^ a\n",
        "^^",
        "^ ^",
        "^ * ab\n",
        "-",
        "- ",
        "-\n",
        "--- ",
    ],
    *[
        "=",
        "a\n=\n",
        "|",
        "|-",
        "|a|\n",
        "|a|b|\n|-|-|\n",
        "https://",
        "https://.",
        "https://a.",
        "http://a ",
    ],
    *[
        "\\",
        "\\*",
        "[[en]]",
        "[[en]]a[[/en]]",
        "[[/fr]]",
        "a@",
        "a@b ",
        " - ",
        " -",
        ",",
        " ,",
        "é",
        "\ufdd0",
    ],
    *[
        "    a\n",
        "     ",
        "* * ",
        "*\t",
        "((a))",
        "((a??b))",
        "x\n---\n",
        "[a]\n",
        "[a] [b",
        "**a _b ~~c ",
    ],
]


def read_tags(html: str) -> list[str]:
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(tag)
            for name, value in attrs:
                assert name in ("style", "href", "title", "lang", "dir", "class")
                if name == "href":
                    assert re.match(
                        r"(?:#|https?:|mailto:|tel:|[^:]*(?:[/?#]|$))", value or "", re.IGNORECASE
                    )

    Reader(convert_charrefs=True).feed(html)
    return found


ALLOWED = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "br", "a", "strong", "em", "div"}


@settings(max_examples=600, deadline=None)
@given(body=texts, value=texts)
def test_any_email_can_be_rendered_and_holds_no_html_of_others(body: str, value: str) -> None:
    template = compile_email(body, body)
    values = dict.fromkeys(template.placeholders, value)

    tags = set(read_tags(template.html(values)))
    preview = set(read_tags(template.preview_html()))

    assert tags <= ALLOWED
    assert preview <= ALLOWED | {"mark", "span"}
    assert "<" not in template.preheader(values)
    assert "<" not in template.subject_escaped(values)
    assert len(template.subject(values).splitlines()) <= 1
    assert template.plain_text(values).endswith("\n")
    assert template.body(values) is not None


@settings(max_examples=300, deadline=None)
@given(body=texts, value=texts)
def test_any_text_message_can_be_rendered_and_counted(body: str, value: str) -> None:
    template = compile_sms(body)
    values = dict.fromkeys(template.placeholders, value)
    text = template.text(values, "Name")

    assert count_sms(text).fragments >= 1
    assert set(read_tags(template.preview_html(values))) <= {"a", "br"}


@settings(max_examples=200, deadline=None)
@given(value=st.text())
def test_a_value_is_never_read_as_a_placeholder(value: str) -> None:
    template = compile_email("((a))", "((a)) ((b))")

    assert template.body({"a": value, "b": "((a))"}) == f"{value} ((a))"


@pytest.mark.parametrize("piece", REPEATED)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    """Two seconds are twenty times what is needed, and a quarter of what quadratic rules take."""
    length = EMAIL_LIMIT // 4
    text = (piece * length)[:length]

    started = time.process_time()
    template = compile_email(text[:1000], text)
    values = dict.fromkeys(template.placeholders, "x")
    template.html(values)
    template.plain_text(values)

    assert time.process_time() - started < 20  # a hang, not a speed

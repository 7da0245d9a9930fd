"""Values from strangers lose their links and their Markdown."""

import pytest

from notify.rendering.email import compile_email
from notify.sending.sanitise import sanitise


@pytest.mark.parametrize(
    ("value", "harmless"),
    [
        pytest.param("Ana O'Neil-Roy", "Ana O'Neil-Roy", id="a-name"),
        pytest.param(
            "Amala, please [click this](https://evil.link)",
            "Amala, please \\[click this\\]\\(\\)",
            id="link-with-words",
        ),
        pytest.param("see https://evil.example/x?y=1 now", "see  now", id="bare-link"),
        pytest.param("HTTP://EVIL.EXAMPLE", "", id="upper-case-link"),
        pytest.param("www.evil.example", "", id="www"),
        pytest.param("hthttp://x tp://evil.example", "ht tp://evil.example", id="two-parts"),
        pytest.param("htthttps://ps://evil.example", "htt", id="link-in-a-link"),
        pytest.param("# Title", "\\# Title", id="heading"),
        pytest.param("**bold** _it_", "\\*\\*bold\\*\\* \\_it\\_", id="bold"),
        pytest.param("a\n- b\n1. c\n^ d\n===", "a\n\\- b\n\\1. c\n\\^ d\n\\===", id="lines"),
        pytest.param("2 - 1 = 1. Fine", "2 - 1 = 1. Fine", id="signs-inside-a-line"),
        pytest.param(["[a](b)", 3], ["\\[a\\]\\(b\\)", 3], id="list"),
        pytest.param(5, 5, id="number"),
    ],
)
def test_a_value_is_made_harmless(value: object, harmless: object) -> None:
    values, changed = sanitise({"name": value, "other": "[x](https://x.example)"}, ["NA_ME"])

    assert values == {"name": harmless, "other": "[x](https://x.example)"}
    expected = {"sanitised": str(harmless), "unsanitised": str(value)}
    assert changed == ({"name": expected} if harmless != value else {})


@pytest.mark.parametrize(
    "attack",
    [
        "[click](https://evil.example)", "<https://evil.example>", "https://evil.example",
        "# Big", "**bold**", "1. one\n2. two", "- one\n- two", "^ inset", "Title\n===", "Ti\n---",
        "[[fr]]\nx\n[[/fr]]", "`code`", "~~struck~~", "| a | b |\n|---|---|", "***", "\\[x](y)",
        "![i](https://evil.example/i.png)", "[x]: https://evil.example", "htthttps://ps://e.ca",
    ],
)  # fmt: skip
@pytest.mark.parametrize("body", ["Dear ((name)),", "Dear\n\n((name))\n\nBye", "Dear\n((name))"])
def test_no_markup_of_a_stranger_takes_effect(attack: str, body: str) -> None:
    template = compile_email("s", body)
    values, _ = sanitise({"name": attack}, ["name"])

    html = template.html(values)

    for tag in ("<a ", "<h2", "<h3", "<strong", "<em", "<ol", "<ul", "<blockquote", "<hr", "<img",
                "<code", "<div", "<table", "<del"):  # fmt: skip
        assert tag not in html

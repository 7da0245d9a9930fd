"""Subjects and preheaders: one line each."""

import pytest

from notify.rendering.email import compile_email

SUBJECTS = (
    (
        'It\'s "urgent" - reply , now',
        {},
        "It’s “urgent” – reply, now",
        "It’s “urgent” – reply, now",
    ),
    (
        "Fees & <charges> for ((name))",
        {"name": "A & B"},
        "Fees & <charges> for A & B",
        "Fees &amp; &lt;charges&gt; for A &amp; B",
    ),
    (
        "Re: ((topic))",
        {"topic": "x\r\nBcc: a@example.ca"},
        "Re: x Bcc: a@example.ca",
        "Re: x Bcc: a@example.ca",
    ),
    (
        "((late??LATE: ))Your ((docs))",
        {"late": "oui", "docs": ["form", "fee"]},
        "LATE: Your form and fee",
        "LATE: Your form and fee",
    ),
    (
        "# **Not** [Markdown](https://x.example)",
        {},
        "# **Not** [Markdown](https://x.example)",
        "# **Not** [Markdown](https://x.example)",
    ),
)

PREHEADERS = (
    (
        "# Title\n\nDear ((name)), see [this](https://x.example) or https://y.example",
        {"name": "Zoé"},
        "Title Dear Zoé, see this or https://y.example",
    ),
    ("* one item\n* two items\n\n---\n\n^ quote", {}, "• one item • two items quote"),
    ("[[en]]\nHello\n[[/en]]\n\n[[fr]]\nBonjour\n[[/fr]]", {}, "Hello Bonjour"),
)


@pytest.mark.parametrize(("subject", "values", "mailed", "escaped"), SUBJECTS)
def test_subject_is_one_line(
    subject: str, values: dict[str, object], mailed: str, escaped: str
) -> None:
    template = compile_email(subject, "")

    assert template.subject(values) == mailed
    assert template.subject_escaped(values) == escaped


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_no_value_adds_a_header(end: str) -> None:
    subject = compile_email("Re: ((x))", "").subject({"x": f"a{end}Bcc: b@example.ca"})

    assert subject == "Re: a Bcc: b@example.ca"


def test_backslash_keeps_a_quote_straight() -> None:
    assert compile_email('a \\"b\\"', "").subject({}) == 'a "b"'


@pytest.mark.parametrize(("body", "values", "preheader"), PREHEADERS)
def test_preheader_is_the_words_of_the_body(
    body: str, values: dict[str, object], preheader: str
) -> None:
    assert compile_email("", body).preheader(values) == preheader


def test_preheader_is_cut_but_not_within_an_entity() -> None:
    assert len(compile_email("", "word " * 100).preheader({})) == 256
    assert compile_email("", "a" * 253 + " & b").preheader({}) == "a" * 253


def test_preheader_escapes_values() -> None:
    assert compile_email("", "((x))").preheader({"x": "<b>"}) == "&lt;b&gt;"

"""Previews of emails: placeholders without a value are highlighted."""

import pytest

from notify.rendering.email import compile_email

from .markup import bare

MARK = "<mark class='placeholder'>((name))</mark>"
CONDITIONAL = (
    "<mark class='placeholder-conditional'>"
    "<span class='condition'>((late??</span>you are late))</mark>"
)
HIDDEN = "<mark class='placeholder-redacted'>[hidden]</mark>"


def test_placeholders_are_highlighted() -> None:
    html = compile_email("", "Dear ((name)), ((late??you are late)) today").preview_html()

    assert f"Dear {MARK}, {CONDITIONAL} today" in html


def test_values_that_are_known_are_shown() -> None:
    html = compile_email("", "Dear ((name)), file ((no))").preview_html({"Name": "<Ana>"})

    assert "Dear &lt;Ana&gt;, file <mark class='placeholder'>((no))</mark>" in html


def test_without_missing_values_the_preview_is_the_message() -> None:
    template = compile_email("((name))", "# ((name))\n\n* one ((late??x))\n* two")
    values = {"name": "O'Brien & <b>", "late": "yes"}

    assert template.preview_html(values) == template.html(values)
    assert template.preview_subject(values) == template.subject_escaped(values)


@pytest.mark.parametrize("values", [None, {}, {"other": "x"}])
def test_target_of_a_link_is_the_bare_name(values: dict[str, object] | None) -> None:
    html = compile_email("", "[Track](((link)))").preview_html(values)

    assert bare(html) == '<p><a href="link">Track</a></p>'


def test_redacted_placeholders_show_nothing_of_the_template() -> None:
    html = compile_email("", "((name)) ((late??a\n\n* b c))").preview_html(redact=True)

    assert bare(html) == "<p><mark>[hidden]</mark> <mark>[hidden]</mark></p>"


def test_conditional_text_of_several_lines_is_rendered_apart() -> None:
    html = compile_email("", "Hi ((late??\n# Title\n\n* one item\n* two items)) bye").preview_html()

    assert "<div class='placeholder-conditional'><span class='condition'>((late??</span>" in html
    assert bare(html) == (
        "<p>Hi</p><div>((late??<h2>Title</h2><ul><li>one item</li><li>two items</li></ul>))</div>"
        "<p>bye</p>"
    )


def test_subject_is_highlighted_on_one_line() -> None:
    html = compile_email("Dear\n((name)) & ((late??you are late))", "").preview_subject()

    assert html == f"Dear {MARK} &amp; {CONDITIONAL}"


def test_subject_is_redacted() -> None:
    assert compile_email("Dear ((name))", "").preview_subject(redact=True) == f"Dear {HIDDEN}"


def test_names_are_escaped() -> None:
    html = compile_email("", '((<b>)) [x](((" onclick="))) ((c??<i>))').preview_html()

    assert "<b>" not in html
    assert "<i>" not in html
    assert '" onclick="' not in html


def test_values_cannot_pass_for_a_highlight() -> None:
    html = compile_email("", "((a)) ((b))").preview_html({"a": "\ufdd80\ufdd9 \ufdd899\ufdd9"})

    assert html.count("<mark") == 1

"""What was prepared gives what rendering anew gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.rendering import prepared
from notify.rendering.email import html_of, plain_text_of
from notify.rendering.placeholders import join_as_bullets, split_placeholders
from notify.rendering.prepared import Prepared
from notify.rendering.stand_ins import STAND_IN, number_of, shape_of, stand_in

PIECES = [
    *["((a))"] * 5,
    *["((b))"] * 4,
    "((a??shown **x**))",
    *[
        " ",
        " ",
        "\n",
        "\n\n",
        "* ",
        "1. ",
        ". ",
        ".",
        ",",
        "'",
        '"',
        "**",
        "_",
        "*",
        "`",
        "[",
        "](",
    ],
    *["](https://x.example/", ")", "https://x.example/", "mailto:", "# ", "^ ", "text", "s", "'s"],
    *[
        "-",
        " - ",
        "@",
        "&",
        ";",
        "&amp;",
        "~~",
        "(",
        "<",
        ">",
        "[[",
        "]]",
        "[[fr]]",
        "[[/fr]]",
        ":",
    ],
    *["://", "gov.", "\\", "![", "12", "[t](", '[t](x "', "|", ".uk", "é", "!", "#", "]: ", "    "],
]
VALUES = [
    *["Ana", "Jean Roy", "O'Brien", "D'Arcy Roy", "a's", "s'il", "Zoé-Anne", "É", "x", "s", "sa"],
    *["12", "1", "0", "90", "90s", "12th", "3.5", "1,234.56", "10:30", "A1:30", "2026-11-23", "²"],
    *["a@b.ca", "jean.roy@x.example", "https://x.example/t?id=1&b=2", "http://a.ca", "http", "२३"],
    *["", "fr", "en", "javascript", "GOV", "uk", "amp", "copy", "yes", "no", "**x**", "a\nb", "'"],
    *["St. John's", "$1,234.56", "Zoé d'Arcy, Jr.", "$5", "it’s", "12. a", "12.", "x.", "$", "d'a"],
    *["Smith, John", "x_y", "\U00012000\U00012001\U00012001\U00012001\U00012000"],
]
templates = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)
values = st.fixed_dictionaries({"a": st.sampled_from(VALUES), "b": st.sampled_from(VALUES)})


def prepare(template: str, *, html: bool) -> Prepared:
    render = html_of if html else plain_text_of
    return Prepared(split_placeholders(template), render, html=html, join=join_as_bullets)


def are_known(template: str) -> bool:
    names = (part.key for part in split_placeholders(template) if not isinstance(part, str))
    return {"a", "b"}.issuperset(names)


@settings(max_examples=1500, deadline=None)
@given(template=templates.filter(are_known), first=values, second=values, html=st.booleans())
def test_prepared_equals_anew(
    template: str, first: dict[str, object], second: dict[str, object], html: bool
) -> None:
    one = prepare(template, html=html)

    assert one.render(first) == one.render_anew(first)
    assert one.render(second) == one.render_anew(second)


@settings(max_examples=500, deadline=None)
@given(text=st.text(max_size=12), html=st.booleans())
def test_prepared_equals_anew_for_any_value(text: str, html: bool) -> None:
    one = prepare('# ((a))\n\n* ((a))\'s [x](https://x.example/((a))) "((a))" ((a)).', html=html)

    assert one.render({"a": text}) == one.render_anew({"a": text})


@pytest.mark.parametrize(
    "value",
    [
        "Ana",
        "Jean Roy",
        "O'Brien",
        "12",
        "7",
        "$1,234.56",
        "Zoé d'Arcy, Jr.",
        "a@b.ca",
        "https://x.example/a",
    ],
)
def test_usual_values_are_not_rendered_anew(value: str) -> None:
    rendered = []

    def render(text: str) -> str:
        rendered.append(text)
        return html_of(text)

    parts = split_placeholders("Dear ((a)), it's **((a))**.")
    one = Prepared(parts, render, html=True, join=join_as_bullets)

    results = {one.render({"a": value}) for _ in range(3)}

    assert len(rendered) == 1
    assert results == {one.render_anew({"a": value})}


@pytest.mark.parametrize(
    "value",
    ["**x**", "a\nb", "_x_", "# x", "* x", "'", "a  b", "<b>", "x..", "12.", "(", "GOV", "\u200b"],
)
def test_values_that_may_be_markup_have_no_shape(value: str) -> None:
    assert shape_of(value) is None


@pytest.mark.parametrize(
    "shape", ["aa", "a9", "9a", "99", "a a", "9 9", "a'a", "a@a", "$' .", "address"]
)
@pytest.mark.parametrize("number", [0, 1, 15, 16, 4095])
def test_stand_in_tells_its_place(shape: str, number: int) -> None:
    match = STAND_IN.fullmatch(stand_in(number, shape))

    assert match
    assert number_of(match) == number


def test_memory_for_combinations_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MAX_COMBINATIONS", 2)
    one = prepare("((a)) ((b))", html=True)

    for value in ("Ana", "12", "a b", "x@y.ca", "7"):
        assert one.render({"a": value, "b": value}) == one.render_anew({"a": value, "b": value})

    assert len(one._known) <= 2

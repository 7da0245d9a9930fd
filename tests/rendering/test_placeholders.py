"""Placeholders: names, keys, values, conditionals, lists."""

import pytest

from notify.rendering.email import compile_email
from notify.rendering.errors import MissingValues
from notify.rendering.placeholders import placeholder_key, split_placeholders
from notify.rendering.sms import compile_sms

NAMES = (
    (
        "Dear ((first name)), see ((FIRST NAME)) and ((first_name))",
        ("first name", "FIRST NAME", "first_name"),
    ),
    ("((late??You are late)) ((late)) ((other))", ("late", "other")),
    ("((late??Pay now??or never))", ("late",)),
    ("(((ref))) [open](((link)))", ("ref", "link")),
    ("((late??Pay ((amount)) now))", ("late",)),
    ("((fee (CAD)))", ("fee (CAD",)),
    ("((a?b)) ((line\nbreak)) (())", ("a?b", "line\nbreak")),
    ("( (spaced) ) ((not closed)", ()),
)

VALUES = (
    ("((first name))", {"First_Name": "Ana"}, "Ana"),
    ("((FirstName)) ((first-name))", {"first name": "Ana"}, "Ana Ana"),
    ("((Prénom))", {"PRÉNOM": "Zoé"}, "Zoé"),
    ("((  padded ))", {"padded": "x"}, "x"),
    ("((a))|((b))|((c))", {"a": "", "b": 0, "c": False}, "|0|False"),
    ("((a))", {"a": "1", "zzz": "2"}, "1"),
    ("((a)) / ((b))", {"a": "((b))", "b": "x"}, "((b)) / x"),
    ("((n)) ((t)) ((f))", {"n": 12, "t": True, "f": 3.5}, "12 True 3.5"),
    ("Hi((late??, pay now)).", {"late": "yes"}, "Hi, pay now."),
    ("Hi((late??, pay now)).", {"late": "Oui"}, "Hi, pay now."),
    ("Hi((late??, pay now)).", {"late": "non"}, "Hi."),
    ("Hi((late??, pay now)).", {"late": True}, "Hi, pay now."),
    ("Hi((late??, pay now)).", {"late": 1}, "Hi, pay now."),
    ("Hi((late??, pay now)).", {"late": " yes"}, "Hi."),
    ("Hi((late??, pay now)).", {"late": ""}, "Hi."),
    ("((late??Pay ((amount)) now))", {"late": "yes", "amount": "5"}, "Pay ((amount now))"),
    ("Bring ((docs)).", {"docs": ["ID", "photo", "fee"]}, "Bring ID, photo and fee."),
    ("Bring ((docs)).", {"docs": ["ID", None, "", "fee"]}, "Bring ID and fee."),
    ("Bring ((docs)).", {"docs": ["ID"]}, "Bring ID."),
)

MISSING = (
    ("((Prénom))", {"prenom": "Zoé"}, ["Prénom"]),
    ("((no.))", {"no": "1"}, ["no."]),
    ("((a)) ((b)) ((c))", {"b": "1"}, ["a", "c"]),
    ("((a))", {"a": None}, ["a"]),
    ("Hi((late??, pay now)).", {"other": "x"}, ["late"]),
)


@pytest.mark.parametrize(("template", "names"), NAMES)
def test_names_are_listed_as_written(template: str, names: tuple[str, ...]) -> None:
    assert compile_email("", template).placeholders == names


def test_subject_comes_first_in_the_list_of_names() -> None:
    assert compile_email("((b)) ((a))", "((c)) ((a))").placeholders == ("b", "a", "c")


@pytest.mark.parametrize(("template", "values", "text"), VALUES)
def test_values_are_put_in(template: str, values: dict[str, object], text: str) -> None:
    assert compile_sms(template).text(values) == text


@pytest.mark.parametrize(("template", "values", "names"), MISSING)
def test_missing_values_are_named(
    template: str, values: dict[str, object], names: list[str]
) -> None:
    assert compile_email("", template).missing(values) == names


def test_message_with_a_missing_value_is_never_made() -> None:
    template = compile_email("((a))", "((b)) ((c??x)) ((d))")

    with pytest.raises(MissingValues) as body:
        template.html({"d": "1"})
    with pytest.raises(MissingValues) as subject:
        template.subject({"d": "1"})

    assert body.value.names == ("b", "c")
    assert subject.value.names == ("a",)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("First_Name", "firstname"),
        (" a-b c ", "abc"),
        ("PRÉNOM", "prénom"),
        ("a\tb\u00a0c.", "a\tb\u00a0c."),
    ],
)
def test_key_ignores_case_space_underscore_and_hyphen(name: str, key: str) -> None:
    assert placeholder_key(name) == key


def test_of_two_spellings_of_a_key_the_last_counts() -> None:
    assert compile_sms("((a b))").text({"A_B": "one", "a-b": "two"}) == "two"


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "Y",
        "true",
        "T",
        "1",
        "include",
        "show",
        "OUI",
        "vrai",
        "inclure",
        "afficher",
        1,
        True,
    ],
)
def test_conditional_text_is_shown_for_yes_in_both_languages(word: object) -> None:
    assert compile_sms("a((x?? b))").text({"x": word}) == "a b"


@pytest.mark.parametrize(
    "word", ["o", "on", "ok", "v", "x", "2", " yes", "", "no", 0, False, ["yes"]]
)
def test_conditional_text_is_not_shown_for_anything_else(word: object) -> None:
    assert compile_sms("a((x?? b))").text({"x": word}) == "a"


def test_list_in_a_body_becomes_bullets() -> None:
    values = {"docs": ["ID", None, "", "photo"]}

    assert compile_email("", "Bring((docs))").body(values) == "Bring\n\n* ID\n* photo"


@pytest.mark.parametrize("items", [[], [None, ""], ()])
def test_empty_list_gives_nothing(items: list[object]) -> None:
    template = compile_email("a ((docs)) b", "a ((docs)) b")

    assert template.missing({"docs": items}) == []
    assert template.subject({"docs": items}) == "a b"
    assert template.body({"docs": items}) == "a  b"


def test_name_with_an_ampersand_finds_its_value() -> None:
    assert compile_email("((R&D))", "").subject_escaped({"R&D": "<x> & y"}) == "&lt;x&gt; &amp; y"


def test_many_opening_brackets_are_read_in_one_pass() -> None:
    assert split_placeholders("(" * 50_000) == ("(" * 50_000,)
    assert len(split_placeholders("((a" * 20_000)) == 1

"""Bilingual pairs."""

import pytest

from notify.rendering.email import PREHEADER_LENGTH, compile_email
from notify.rendering.pair import (
    FRENCH_FIRST,
    EmailPair,
    NoLanguage,
    compile_email_pair,
    compile_sms_pair,
)
from notify.rendering.pair_checks import PairWarning, check_pair
from notify.rendering.sms import compile_sms

from .markup import bare

VALUES = {"name": "Zoé", "nom": "Zoé"}


@pytest.fixture
def pair() -> EmailPair:
    return compile_email_pair(
        compile_email("Hello ((name))", "# Hi\n\nDear ((name))"),
        compile_email("Bonjour ((nom))", "# Salut\n\nCher ((nom))"),
    )


def test_language_chooses_one_text(pair: EmailPair) -> None:
    assert pair.subject(VALUES, language="fr") == "Bonjour Zoé"
    assert bare(pair.html(VALUES, language="en")) == "<h2>Hi</h2><p>Dear Zoé</p>"
    assert pair.body(VALUES, language="fr") == "# Salut\n\nCher Zoé"
    assert pair.languages("fr") == ("fr",)


def test_without_language_both_come_in_order(pair: EmailPair) -> None:
    html = bare(pair.html(VALUES, order=FRENCH_FIRST))

    assert pair.subject(VALUES, order=FRENCH_FIRST) == "Bonjour Zoé / Hello Zoé"
    assert html == (
        '<div lang="fr-ca"><h2>Salut</h2><p>Cher Zoé</p></div><hr>'
        '<div lang="en-ca"><h2>Hi</h2><p>Dear Zoé</p></div>'
    )
    assert pair.languages(order=FRENCH_FIRST) == ("fr", "en")


def test_plain_texts_are_joined_by_a_rule(pair: EmailPair) -> None:
    first, rule, second = pair.plain_text(VALUES).partition(f"\n{'=' * 65}\n\n")

    assert first.startswith("Hi\n")
    assert rule
    assert second.startswith("Salut\n")


def test_body_of_both_reads_as_one_text_with_language_blocks(pair: EmailPair) -> None:
    body = pair.body(VALUES)

    assert bare(compile_email("", body).html({})) == bare(pair.html(VALUES))


def test_preheader_gives_each_language_room() -> None:
    pair = compile_email_pair(compile_email("", "word " * 99), compile_email("", "mot " * 99))

    preheader = pair.preheader({})

    assert len(preheader) <= PREHEADER_LENGTH
    assert " / mot" in preheader


def test_only_what_would_be_sent_can_be_missing(pair: EmailPair) -> None:
    assert pair.placeholders == ("name", "nom")
    assert pair.missing({"name": "x"}) == ["nom"]
    assert pair.missing({"name": "x"}, language="en") == []
    assert pair.missing({}, order=FRENCH_FIRST) == ["nom", "name"]


def test_previews_highlight_in_both_languages(pair: EmailPair) -> None:
    assert pair.preview_html().count("<mark") == 2
    assert pair.preview_subject(redact=True).count("[hidden]") == 2


def test_subject_that_is_the_same_is_given_once() -> None:
    pair = compile_email_pair(
        compile_email("Notification", "a"), compile_email("Notification", "b")
    )

    assert pair.subject({}) == "Notification"


def test_pair_with_one_text_gives_that_one() -> None:
    pair = compile_email_pair(None, compile_email("Bonjour", "Texte"))

    assert pair.subject({}, language="en") == "Bonjour"
    assert bare(pair.html({})) == "<p>Texte</p>"
    assert pair.languages("en") == ("fr",)


def test_pair_without_texts_is_refused() -> None:
    with pytest.raises(NoLanguage):
        compile_email_pair(None, None)


def test_text_messages_are_one_message_with_the_name_once() -> None:
    pair = compile_sms_pair(compile_sms("Hi ((name))"), compile_sms("Salut ((name))"))

    assert pair.text(VALUES, "Parks") == "Parks: Hi Zoé\n\nSalut Zoé"
    assert pair.body(VALUES, order=FRENCH_FIRST) == "Salut Zoé\n\nHi Zoé"
    assert pair.text(VALUES, "Parks", language="fr") == "Parks: Salut Zoé"
    assert pair.count(VALUES, "Parks").units == len("Parks: Hi Zoé\n\nSalut Zoé")
    assert pair.count().units == len("Hi \n\nSalut ")
    assert "<br><br>Salut" in pair.preview_html(prefix="Parks")


def test_author_is_told_of_a_missing_language() -> None:
    assert check_pair(None, compile_sms("a")) == (PairWarning("language_missing", "en"),)
    assert check_pair(compile_sms("a"), None) == (PairWarning("language_missing", "fr"),)


def test_author_is_told_of_placeholders_in_one_language(pair: EmailPair) -> None:
    warnings = check_pair(
        compile_email("((First Name))", "((late??x)) ((due))"),
        compile_email("((first_name))", "((late)) ((échéance))"),
    )

    assert warnings == (
        PairWarning("placeholder_in_one", "en", "due"),
        PairWarning("placeholder_in_one", "fr", "échéance"),
    )


def test_author_is_told_of_links_in_one_language() -> None:
    warnings = check_pair(
        compile_email("", "https://x.example/en/a [b](https://y.example/b) https://z.example"),
        compile_email("", "[a](https://x.example/fr/a) [b](https://y.example/le-b)"),
    )

    assert warnings == (PairWarning("link_in_one", "en", "https://z.example"),)


def test_author_is_told_of_links_of_text_messages() -> None:
    warnings = check_pair(compile_sms("a"), compile_sms("b https://x.example/c."))

    assert warnings == (PairWarning("link_in_one", "fr", "https://x.example/c"),)

"""Text messages: what is sent and what it costs."""

import unicodedata

import pytest

from notify.rendering.sms import SMS_LIMIT, compile_sms, count_sms
from notify.rendering.sms_alphabet import GSM, is_costly, to_sms_characters

# Template, values, name of the service, text as sent, units, fragments, alphabet.
MESSAGES = (
    ("Hello , world .", {}, None, "Hello, world.", 13, 1, "GSM-7"),
    ("Hello", {}, "Parks Canada", "Parks Canada: Hello", 19, 1, "GSM-7"),
    (
        "Hi ((name)), ((late??pay)) now",
        {"name": "Zoé", "late": "oui"},
        "Svc",
        "Svc: Hi Zoé, pay now",
        20,
        1,
        "GSM-7",
    ),
    ("“Hi” – it’s l’été…", {}, None, "\"Hi\" - it's l'été...", 20, 1, "GSM-7"),
    ("café crème à où Ça É", {}, None, "café crème à où Ça É", 20, 1, "GSM-7"),
    ("reçu", {}, None, "reçu", 4, 1, "UCS-2"),
    ("forêt, Noël, cœur, À", {}, None, "forêt, Noël, cœur, À", 20, 1, "UCS-2"),
    ("ÈRE Ÿ á ñ", {}, None, "ERE Y a ñ", 9, 1, "GSM-7"),
    ("« oui » 😀 ² °", {}, None, "? oui ? ? ? ?", 13, 1, "GSM-7"),
    ("5\xa0000\u202f$", {}, None, "5 000 $", 7, 1, "GSM-7"),
    ("^{}\\[~]|€", {}, None, "^{}\\[~]|€", 18, 1, "GSM-7"),
    ("ᐃᓄᒃᑎᑐᑦ", {}, None, "ᐃᓄᒃᑎᑐᑦ", 6, 1, "UCS-2"),
    ("# Hi **x** <b> &amp;", {}, None, "# Hi **x** <b> &amp;", 20, 1, "GSM-7"),
    ("a\r\nb\tc  d", {}, None, "a\nb c  d", 8, 1, "GSM-7"),
    ("a" * 160, {}, None, "a" * 160, 160, 1, "GSM-7"),
    ("a" * 161, {}, None, "a" * 161, 161, 2, "GSM-7"),
    ("a" * 306, {}, None, "a" * 306, 306, 2, "GSM-7"),
    ("a" * 307, {}, None, "a" * 307, 307, 3, "GSM-7"),
    ("a" * 612, {}, None, "a" * 612, 612, 4, "GSM-7"),
    ("a" * 613, {}, None, "a" * 613, 613, 5, "GSM-7"),
    ("€" * 80, {}, None, "€" * 80, 160, 1, "GSM-7"),
    ("€" * 81, {}, None, "€" * 81, 162, 2, "GSM-7"),
    ("ç" * 70, {}, None, "ç" * 70, 70, 1, "UCS-2"),
    ("ç" * 71, {}, None, "ç" * 71, 71, 2, "UCS-2"),
    ("ç" * 134, {}, None, "ç" * 134, 134, 2, "UCS-2"),
    ("ç" * 135, {}, None, "ç" * 135, 135, 3, "UCS-2"),
    ("a" * 100 + "ê", {}, None, "a" * 100 + "ê", 101, 2, "UCS-2"),
    ("[" * 69 + "ê", {}, None, "[" * 69 + "ê", 70, 1, "UCS-2"),
)


@pytest.mark.parametrize(
    ("template", "values", "prefix", "text", "units", "fragments", "alphabet"), MESSAGES
)
def test_message_is_sent_and_counted(
    template: str,
    values: dict[str, object],
    prefix: str | None,
    text: str,
    units: int,
    fragments: int,
    alphabet: str,
) -> None:
    sent = compile_sms(template).text(values, prefix)
    count = count_sms(sent)

    assert sent == text
    assert (count.units, count.fragments, count.alphabet) == (units, fragments, alphabet)


@pytest.mark.parametrize(
    ("template", "units", "fragments"),
    [("Your code is ((code)).", 14, 1), ("((a))((b))", 0, 1), ("((prêt)) ok", 3, 1)]
    + [("a" * 160 + "((x))", 160, 1)],
)
def test_template_is_counted_without_its_placeholders(
    template: str, units: int, fragments: int
) -> None:
    count = compile_sms(template).count()

    assert (count.units, count.fragments) == (units, fragments)


def test_body_has_no_name_in_front() -> None:
    assert compile_sms("Hi ((n))").body({"n": "Zoé"}) == "Hi Zoé"


def test_name_in_front_is_trimmed() -> None:
    assert compile_sms("Hi").text({}, " Parks ") == "Parks: Hi"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("5\u00a0000\u202f$", "5 000 $"),
        ("\u1401\u14c4 \u18b0", "\u1401\u14c4 \u18b0"),
        ("\u0439", "?"),
        ("\u1eaf", "a"),
        ("e\u0301te\u0301", "été"),
        ("a\u200bb", "ab"),
        ("`\u2011", "??"),
    ],
    ids=["no-break", "syllables", "base-letter", "two-accents", "combining", "zero-width", "none"],
)
def test_characters_are_replaced(typed: str, sent: str) -> None:
    assert to_sms_characters(typed) == sent


def test_every_character_becomes_one_that_can_be_sent() -> None:
    for code in range(0x110000):
        character = chr(code)
        if unicodedata.category(character) not in ("Cs", "Cn"):
            sent = to_sms_characters(character)
            assert all(each in GSM or is_costly(each) for each in sent), hex(code)


def test_syllable_beyond_the_basic_plane_counts_two() -> None:
    assert count_sms("\U00011ab0").units == 2


@pytest.mark.parametrize(
    ("text", "costly", "suggestion"),
    [
        ("reçu, forêt, cœur, reçu", ("ç", "ê", "œ"), "recu, foret, coeur, recu"),
        ("à É é", (), None),
        ("\u1401 ê", ("\u1401", "ê"), None),
    ],
    ids=["french", "free", "no-spelling"],
)
def test_author_learns_which_characters_cost(
    text: str, costly: tuple[str, ...], suggestion: str | None
) -> None:
    count = count_sms(text)

    assert count.costly == costly
    assert count.suggestion == suggestion
    assert suggestion is None or count_sms(suggestion).alphabet == "GSM-7"


def test_limit_holds_the_name_and_both_alphabets() -> None:
    assert not compile_sms("a" * (SMS_LIMIT - 5)).count({}, "Svc").is_too_long
    assert compile_sms("a" * (SMS_LIMIT - 4)).count({}, "Svc").is_too_long
    assert not count_sms("ê" * SMS_LIMIT).is_too_long
    assert count_sms("ê" * (SMS_LIMIT + 1)).is_too_long


def test_preview_links_addresses_and_keeps_lines() -> None:
    html = compile_sms("See https://x.example/?a=1&b=2.\n<b>((n))").preview_html(prefix="Svc")

    assert html == (
        'Svc: See <a style="word-wrap: break-word; word-break: break-word;"'
        ' href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a>.<br>'
        "&lt;b&gt;<mark class='placeholder'>((n))</mark>"
    )


def test_preview_hides_what_is_redacted_and_shows_values() -> None:
    html = compile_sms("((a)) ((b))").preview_html({"a": "<i>"}, redact=True)

    assert html == "&lt;i&gt; <mark class='placeholder-redacted'>[hidden]</mark>"

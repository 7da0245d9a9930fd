"""Which texts are phone numbers, and what each is sent to as."""

import time

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.recipients import phone_number
from notify.recipients.countries import BILLING_UNITS, UNSUPPORTED_COUNTRY_CODES
from notify.recipients.errors import InvalidPhoneNumber, RecipientErrorCode
from notify.recipients.messages import english_message
from notify.recipients.phone_number import parse_phone_number

HOME = "+16137363100"
NOT_LOCAL = "Not a valid local number"
NOT_INTERNATIONAL = "Not a valid international number"

# (text, what it gives with home numbers alone, what it gives with foreign ones allowed)
NUMBERS = [
    ("613-736-3100", HOME, HOME),
    ("(613) 736-3100", HOME, HOME),
    ("+1 613 736 3100", HOME, HOME),
    ("16137363100", HOME, HOME),
    ("613.736.3100", HOME, HOME),
    ("6137363100 ", HOME, HOME),
    ("+18765550123", "+18765550123", "+18765550123"),
    ("800-555-0123", "+18005550123", "+18005550123"),
    ("736-3100", NOT_LOCAL, NOT_INTERNATIONAL),
    ("61373631000", NOT_LOCAL, NOT_INTERNATIONAL),
    ("0137363100", NOT_LOCAL, NOT_INTERNATIONAL),
    ("6131363100", NOT_LOCAL, NOT_INTERNATIONAL),
    ("555-555-5555", NOT_LOCAL, NOT_INTERNATIONAL),
    ("613-ABC-DEFG", NOT_LOCAL, NOT_INTERNATIONAL),
    ("", NOT_LOCAL, NOT_INTERNATIONAL),
    ("911", NOT_LOCAL, NOT_INTERNATIONAL),
    ("6137363100;6137363101", "Not a valid number", "Not a valid number"),
    ("Call 613-736-3100 ext 5", HOME, HOME),
    ("6137363100, 4165550123", HOME, HOME),
    ("613_736_3100", NOT_LOCAL, NOT_INTERNATIONAL),
    ("+442079460123", NOT_LOCAL, "+442079460123"),
    ("442079460123", NOT_LOCAL, NOT_INTERNATIONAL),
    ("00442079460123", NOT_LOCAL, NOT_INTERNATIONAL),
    ("+33612345678", NOT_LOCAL, "+33612345678"),
    ("+989121234567", NOT_LOCAL, "Country code 98 is not supported"),
    ("+5352123456", NOT_LOCAL, "Country code 53 is not supported"),
    ("+999123456789", NOT_LOCAL, NOT_INTERNATIONAL),
    ("07700900123", NOT_LOCAL, NOT_INTERNATIONAL),
    ("call 6132532222 now", "+16132532222", "+16132532222"),
    (None, "Number is None", "Number is None"),
]
IDS = [str(text) or "empty" for text, _, _ in NUMBERS]


def outcome(text: str | None, *, international: bool) -> str:
    try:
        return parse_phone_number(text, international=international).e164
    except InvalidPhoneNumber as error:
        return english_message(error.code, error.detail)


@pytest.mark.parametrize(("text", "home", "_international"), NUMBERS, ids=IDS)
def test_number_with_home_numbers_alone(text, home, _international):
    assert outcome(text, international=False) == home


@pytest.mark.parametrize(("text", "_home", "international"), NUMBERS, ids=IDS)
def test_number_with_foreign_ones_allowed(text, _home, international):
    assert outcome(text, international=True) == international


def test_home_number_costs_one_unit_and_is_shown_with_its_country_code():
    number = parse_phone_number("6137363100")

    assert number.country_code == 1
    assert not number.is_international
    assert number.billing_units == 1
    assert number.display == "+1 613-736-3100"


def test_caribbean_number_is_not_international():
    assert not parse_phone_number("+18765550123", international=False).is_international


def test_foreign_number_is_shown_as_its_country_writes_it():
    number = parse_phone_number("+442079460123")

    assert number.is_international
    assert number.country_code == 44
    assert number.display == "+44 20 7946 0123"


def test_units_come_from_the_mapping_given():
    units = {**BILLING_UNITS, 44: 5}

    assert parse_phone_number("+442079460123", units=units).billing_units == 5
    assert parse_phone_number("+33612345678", units=units).billing_units == 1


@pytest.mark.parametrize("code", sorted(UNSUPPORTED_COUNTRY_CODES))
def test_unsupported_country_code_is_refused(code):
    region = phonenumbers.region_code_for_country_code(code)
    example = (
        phonenumbers.example_number_for_non_geo_entity(code)
        if region == phonenumbers.phonenumberutil.REGION_CODE_FOR_NON_GEO_ENTITY
        else phonenumbers.example_number(region)
    )

    with pytest.raises(InvalidPhoneNumber) as caught:
        parse_phone_number(phonenumbers.format_number(example, 0))

    assert caught.value.code is RecipientErrorCode.COUNTRY_NOT_SUPPORTED
    assert caught.value.detail == str(code)


def slow(text: str) -> str | None:
    found = phone_number._first_number(text)
    return f"+{found.country_code}{found.national_number}" if found else None


def test_fast_path_agrees_with_the_library_on_every_area_code():
    exchanges = [*range(200, 1000, 37), 211, 321, 555, 646, 911, 999]

    disagreements = [
        national
        for area in range(200, 1000)
        for exchange in exchanges
        for national in [f"{area}{exchange}0{area}"]
        if (phone_number._plain_home_number(national) is not None)
        != phonenumbers.is_valid_number(
            phonenumbers.PhoneNumber(country_code=1, national_number=int(national))
        )
    ]

    assert disagreements == []


@settings(max_examples=400, deadline=None)
@given(
    st.tuples(
        st.sampled_from(["", "+1", "1", "+1 ", "1-", "1.", "+1-", " "]),
        st.sampled_from(["613", "416", "(613)", "(819) ", "876", "246", "800", "999", "(809)"]),
        st.sampled_from(["", " ", "-", "."]),
        st.integers(200, 999).map(str),
        st.sampled_from(["", " ", "-", "."]),
        st.integers(0, 9999).map("{:04}".format),
        st.sampled_from(["", " ", "\n", "\t"]),
    ).map("".join)
)
def test_fast_path_finds_what_the_matcher_finds(text):
    fast = phone_number._plain_home_number(text)

    assert fast is None or fast == slow(text)


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        st.text(), st.text(alphabet="0123456789+-() .xext;,/\u200b\uff11\ud800", max_size=300)
    )
)
def test_nothing_but_our_own_error_leaves(text):
    for international in (True, False):
        try:
            number = parse_phone_number(text, international=international)
        except InvalidPhoneNumber:
            continue
        assert number.e164[1:].isdecimal()
        assert number.display.startswith(f"+{number.country_code}")


@pytest.mark.parametrize(
    "text",
    [
        "613 " * 60,
        "1" * 250,
        "+1 " * 83,
        "(" * 250,
        "6137363100" * 100_000,
        "1-" * 125,
        "2/2 " * 62,
    ],
    ids=["areas", "ones", "prefixes", "brackets", "a megabyte", "dashes", "slashes"],
)
def test_hostile_text_is_answered_quickly(text):
    started = time.process_time()

    outcome(text, international=True)

    assert time.process_time() - started < 20  # a hang, not a speed

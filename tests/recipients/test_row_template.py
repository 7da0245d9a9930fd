"""The bound that saves rendering a row is never below what the row measures."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.recipients.row_template import email_row_template, sms_row_template

WORDS = st.text(alphabet="ab …’€[çœᐃ\U00011ab0\ufb2c\u0301\u00a0😀\t\n,.", max_size=12)
BODIES = st.lists(st.one_of(WORDS, st.sampled_from(["((a))", "((b))", "((A))", "((b??…€x))"])))
VALUES = st.fixed_dictionaries(
    {
        "a": WORDS,
        "b": st.one_of(WORDS, st.just("yes"), st.lists(WORDS.filter(bool), max_size=4)),
    }
)


@settings(max_examples=500, deadline=None)
@given(BODIES.map("".join), VALUES, st.sampled_from([None, "Parcs … €"]))
def test_bounds_of_a_text_hold(body, values, prefix):
    template = sms_row_template(body, prefix=prefix)

    for value_size in template.value_sizes:
        assert template.size(values) <= template.largest_size(values, value_size)


@settings(max_examples=300, deadline=None)
@given(BODIES.map("".join), VALUES)
def test_bound_of_an_email_holds(body, values):
    template = email_row_template("", body)

    (value_size,) = template.value_sizes
    assert template.size(values) <= template.largest_size(values, value_size)


@pytest.mark.parametrize(("length", "fits"), [(606, True), (607, False)])
def test_text_that_just_fits_is_known_to_fit(length, fits):
    assert sms_row_template("Hi ((a)) €").surely_fits({"a": "x" * length}) is fits


@pytest.mark.parametrize(
    ("body", "is_blank"),
    [("((a))", True), (" ((a??b)) \n((c))", True), ("", True), ("((a)).", False), ("Hi", False)],
)
def test_template_of_nothing_but_placeholders_may_be_blank(body, is_blank):
    assert email_row_template("Subject", body).may_be_blank is is_blank
    assert sms_row_template(body).may_be_blank is is_blank
    assert not sms_row_template(body, prefix="Parks Canada").may_be_blank

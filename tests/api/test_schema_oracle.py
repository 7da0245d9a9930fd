"""The hand-written validation says what a JSON Schema library says for the contract's schema."""

from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notify.api.v2.problems import ValidationFailed, as_uuid
from notify.api.v2.schema import read_send
from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import InvalidEmailAddress

UUID = {"type": "string", "format": "uuid-of-python", "says": "is not a valid UUID"}
FILE = {
    "properties": {
        "file": {"type": "string"},
        "sending_method": {"type": "string", "enum": ["attach", "link"]},
    },
    "required": ["file", "sending_method"],
    "if": {"properties": {"sending_method": {"const": "attach"}}},
    "then": {
        "required": ["filename"],
        "properties": {"filename": {"minLength": 3, "maxLength": 255}},
    },
}
SCHEMA = {
    "type": "object",
    "properties": {
        "reference": {"type": "string"},
        "email_address": {"type": "string", "format": "address"},
        "template_id": UUID,
        "personalisation": {"type": "object", "patternProperties": {"": FILE}},
        "scheduled_for": {"type": ["string", "null"]},
        "email_reply_to_id": UUID,
    },
    "required": ["email_address", "template_id"],
    "additionalProperties": False,
}

checker = jsonschema.FormatChecker(())


@checker.checks("uuid-of-python")
def is_uuid(value: object) -> bool:
    return not isinstance(value, str) or as_uuid(value) is not None


@checker.checks("address", raises=InvalidEmailAddress)
def is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(parse_email_address(value))


def expected_messages(body: Any) -> list[str]:
    """Print a library's errors the way that the contract does (section 3.1)."""
    messages = []
    for error in jsonschema.Draft7Validator(SCHEMA, format_checker=checker).iter_errors(body):
        field = f"{error.path[0]} " if error.path else ""
        said = "Not a valid email address" if error.cause else error.message.replace("'", "")
        messages.append(field + error.schema.get("says", said))  # type: ignore[union-attr]
    return list(dict.fromkeys(messages))


values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "ab", "it's", "attach"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=4,
)
files = st.fixed_dictionaries(
    {},
    optional={
        "file": st.just("eA==") | values,
        "sending_method": st.sampled_from(["attach", "link", "post"]) | values,
        "filename": st.sampled_from(["ab", "a.txt", "a" * 256]) | values,
    },
)
identifiers = st.just("5a8f8b4a-5d3f-4f5e-9a3c-0f0f0f0f0f0f") | values
bodies = values | st.fixed_dictionaries(
    {},
    optional={
        "reference": values,
        "email_address": st.just("a@example.ca") | values,
        "template_id": identifiers,
        "personalisation": st.dictionaries(st.sampled_from("ab"), files | values) | values,
        "scheduled_for": st.just(None) | st.integers(),
        "email_reply_to_id": identifiers,
        "it's new": values,
        "z": values,
    },
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies)
def test_the_sentences_and_their_order_are_the_librarys(body: Any) -> None:
    expected = expected_messages(body)

    try:
        read_send("email", body)
        said: list[str] = []
    except ValidationFailed as error:
        said = list(error.messages)

    if expected:
        assert said == expected
    else:  # what is well formed may still hold a file that cannot be decoded
        assert all(" : " in message for message in said)

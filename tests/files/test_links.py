"""The address of a file survives every place in a template where it can stand."""

import html
import re
from uuid import UUID, uuid4

import pytest

from notify.files.encryption import new_key
from notify.files.links import encode, link_to, read_key, read_uuid
from notify.rendering.email import compile_email

# Base64url is full of what Markdown takes for emphasis; names are full of everything.
AWKWARD_KEY = (b"\xff\xff\xfb" * 11)[:32]
NAME = "a_b__c_(1)*é ~x~ [y].pdf"


@pytest.mark.parametrize(
    "body",
    [
        "Read ((doc)) soon",
        "[the letter](((doc)))",
        "* ((doc))",
        "**((doc))**",
        "See: ((doc)).",
        "^ ((doc))",
    ],
)
def test_an_address_reaches_the_reader_whole(body: str) -> None:
    template = compile_email("s", body)
    for key in (AWKWARD_KEY, *(new_key() for _ in range(50))):
        address = link_to(uuid4(), uuid4(), key, NAME)

        shown = template.html({"doc": address})

        assert address in [html.unescape(href) for href in re.findall(r'href="([^"]*)"', shown)]
        assert address in template.plain_text({"doc": address})


def test_the_parts_of_an_address_come_back() -> None:
    identifier = uuid4()

    assert read_uuid(encode(identifier.bytes)) == identifier
    assert read_key(encode(AWKWARD_KEY)) == AWKWARD_KEY


@pytest.mark.parametrize(
    "text", ["", "=", "A", "AAAA", "é", "\x00", "A" * 43 + "=A", "A" * 100_000]
)
def test_anything_else_is_nothing(text: str) -> None:
    assert read_key(text) is None
    assert read_uuid(text) is None


def test_an_id_has_one_spelling() -> None:
    assert read_uuid(encode(UUID(int=0).bytes)) == UUID(int=0)
    assert read_uuid(str(UUID(int=0))) is None

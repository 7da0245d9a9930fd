"""No recipient is left in a provider's words."""

import pytest

from notify.providers.masking import MAX_LENGTH, mask


@pytest.mark.parametrize(
    ("text", "recipients", "masked"),
    [
        ("550 <bob@example.com> unknown", (), "550 <[address]> unknown"),
        ("no mailbox BOB.ROY here", ("bob.roy@example.com",), "no mailbox [recipient] here"),
        ("O'BRIEN@example.com bounced", ("o'brien@example.com",), "[recipient] bounced"),
        ("bobsleigh club", ("bob@example.com",), "bobsleigh club"),
        ("it is at a", ("a@example.com",), "it is at a"),
        ("call +1 (613) 555-0123 now", (), "call [number] now"),
        ("+16135550123 opted out", ("+16135550123",), "[recipient] opted out"),
        ("1-613-555-0123", (), "[number]"),
        ("550 5.1.1 code", (), "550 5.1.1 code"),
        ("two\r\nlines", (), "two lines"),
        ("zoé@québec.example bounced", (), "[address] bounced"),
        ("", (), ""),
    ],
)
def test_mask(text: str, recipients: tuple[str, ...], masked: str) -> None:
    assert mask(text, *recipients) == masked


def test_long_words_are_cut() -> None:
    assert len(mask("a " * 5000)) <= MAX_LENGTH

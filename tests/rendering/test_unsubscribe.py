"""The headers of one-click unsubscribing."""

import pytest

from notify.rendering.unsubscribe import UnsafeAddress, unsubscribe_headers


def test_headers_are_those_of_the_standard() -> None:
    assert unsubscribe_headers("https://x.example/u/abc?d=1") == {
        "List-Unsubscribe": "<https://x.example/u/abc?d=1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@pytest.mark.parametrize(
    "address",
    [
        "http://x.example/u",
        "mailto:u@x.example",
        "https://x.example/u\r\nBcc: b@x.example",
        "https://x.example/u\n",
        "https://x.example/u> , <mailto:b@x.example",
        "https://x.example/é",
        "https://",
        "",
    ],
)
def test_unsafe_addresses_are_refused(address: str) -> None:
    with pytest.raises(UnsafeAddress):
        unsubscribe_headers(address)

"""A name that strangers give us leads to the public internet, whatever it resolves to and when."""

import socket
from typing import Any

import pytest
import urllib3

from notify.delivery import callbacks
from notify.delivery.guarded_http import guarded_pool
from notify.services.callbacks import set_callback
from notify.services.models import Service

PUBLIC, PRIVATE, METADATA = "93.184.215.14", "10.0.0.7", "169.254.169.254"


class Resolver:
    """Answers with one list of addresses after the other, and remembers what was dialled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.dialled: list[str] = []
        monkeypatch.setattr(socket, "getaddrinfo", self.resolve)
        monkeypatch.setattr(socket, "create_connection", self.dial)

    def resolve(self, host: str, port: int, **kwargs: Any) -> list[Any]:
        self.asked += 1
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    def dial(self, address: tuple[str, int], timeout: Any = None) -> socket.socket:
        self.dialled.append(address[0])
        raise ConnectionRefusedError


def call(url: str = "http://rebinding.example/") -> str:
    """Return the name of the error that a call ends with."""
    pool = guarded_pool(allow_loopback=False, seconds=1)
    with pytest.raises(urllib3.exceptions.HTTPError) as caught:
        pool.request("POST", url, body=b"", redirect=False)
    return type(getattr(caught.value, "reason", None) or caught.value).__name__


def test_the_connection_goes_to_the_very_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolver = Resolver(monkeypatch, [PUBLIC], [PRIVATE])

    call()

    assert (resolver.asked, resolver.dialled) == (1, [PUBLIC])


def test_a_name_that_is_bound_to_the_inside_the_next_time_is_refused_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolver = Resolver(monkeypatch, [PUBLIC], [PRIVATE])

    problems = [call(), call()]

    assert problems == ["NewConnectionError", "RefusedAddress"]
    assert resolver.dialled == [PUBLIC]


@pytest.mark.parametrize(
    "addresses",
    [
        [PRIVATE],
        [METADATA],
        [PUBLIC, PRIVATE],
        [PRIVATE, PUBLIC],
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["fd00::1"],
        ["fe80::1%eth0"],
        ["100.64.0.1"],
        ["224.0.0.1"],
        ["0.0.0.0"],
    ],
)
def test_a_name_with_one_address_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    resolver = Resolver(monkeypatch, addresses)

    assert call() == "RefusedAddress"
    assert resolver.dialled == []


@pytest.mark.parametrize("url", ["http://2130706433/", "http://0x7f.1/", "http://127.1/"])
def test_other_spellings_of_loopback_are_refused(url: str) -> None:
    assert call(url) == "RefusedAddress"


@pytest.mark.django_db
def test_a_callback_to_such_a_name_says_why(
    monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    callback = set_callback(service, "delivery_status", "https://inside.example/", "a long token")
    pool = guarded_pool(allow_loopback=False, seconds=1)
    monkeypatch.setattr(callbacks, "_pool", lambda: pool)
    Resolver(monkeypatch, [METADATA])

    answer = callbacks.post(callback, "id", {})

    assert (answer.status, answer.problem) == (None, "address-not-public")

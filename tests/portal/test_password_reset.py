"""A forgotten password: a link that works once, words that tell nothing, a second factor still."""

from datetime import timedelta

import pytest
from django.test import Client

from notify.accounts import links
from notify.accounts.guessing import connect_valkey
from notify.accounts.models import AuditEvent, User
from tests import factories
from tests.portal.mailbox import letters, newest, path_of
from tests.portal.people import sign_in_fully

NEW = "twelve purple lanterns"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    """The counts live in Valkey, which no test rolls back."""
    connect_valkey().flushdb()


def ask(client: Client, address: str) -> str:
    client.post("/forgot-password", {"email": address})
    return path_of(newest("reset-password", address)["link"])


def test_a_link_sets_a_password_once_ends_sessions_and_a_code_is_still_asked(
    client: Client, alice: User
) -> None:
    elsewhere = sign_in_fully(alice)
    link = ask(client, alice.email)
    assert client.get(link).status_code == 200

    answer = client.post(link, {"password": NEW})

    assert answer["Location"] == "/sign-in"
    assert client.post(link, {"password": NEW}).status_code == 410
    assert elsewhere.get("/services")["Location"].startswith("/sign-in")
    signing = client.post("/sign-in", {"username": alice.email, "password": NEW})
    assert signing["Location"] == "/two-factor/email"
    assert len(letters("password-changed", alice.email)) == 1
    assert AuditEvent.objects.filter(action="password-reset", actor=alice).exists()


def test_the_answer_is_the_same_without_an_account(client: Client, alice: User) -> None:
    known = client.post("/forgot-password", {"email": alice.email})
    unknown = client.post("/forgot-password", {"email": "nobody@example.gc.ca"})

    assert known["Location"] == unknown["Location"] == "/forgot-password/sent"
    assert letters("reset-password", "nobody@example.gc.ca") == []


def test_a_closed_account_gets_no_link(client: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)

    client.post("/forgot-password", {"email": alice.email})

    assert letters("reset-password", alice.email) == []


def test_a_link_dies_after_an_hour(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = ask(client, alice.email)
    later = links.time.time() + timedelta(hours=1, seconds=1).total_seconds()
    monkeypatch.setattr(links.time, "time", lambda: later)

    assert client.get(link).status_code == 410


def test_a_link_for_one_thing_does_nothing_else(client: Client, alice: User) -> None:
    token = ask(client, alice.email).rsplit("/", 1)[1]

    for page in ("verify-email", "unlock", "user-profile/email/confirm"):
        assert client.post(f"/{page}/{token}").status_code == 410


def test_a_link_holds_nothing_to_read(client: Client, alice: User) -> None:
    token = links.make_link(links.Purpose.NEW_ADDRESS, alice, "alice@elsewhere.gc.ca")

    assert "elsewhere" not in token
    assert links.open_link(links.Purpose.NEW_ADDRESS, token) == links.Link(
        alice, "alice@elsewhere.gc.ca"
    )
    other = "A" if token[-5] != "A" else "B"
    assert links.open_link(links.Purpose.NEW_ADDRESS, token[:-5] + other + token[-4:]) is None


def test_a_weak_or_equal_password_is_refused(client: Client, alice: User) -> None:
    link = ask(client, alice.email)

    weak = client.post(link, {"password": "password1"}).content.decode()
    same = client.post(link, {"password": factories.PASSWORD}).content.decode()

    assert "This password is too common." in weak
    assert "Choose a password that is not the one you have." in same

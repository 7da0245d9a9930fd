"""Signing in: the right password, the vague refusal, the slow-down, the way back."""

import pytest
import redis
from django.test import Client
from django.urls import reverse

from notify.accounts import guessing
from notify.accounts.models import User
from notify.notifications.models import Notification
from notify.sending.system_service import template_id_of
from tests.factories import PASSWORD
from tests.portal.mailbox import newest, path_of
from tests.portal.people import sign_in, sign_in_fully

SIGN_IN = "/sign-in"
REFUSAL = "The email address or the password is not right."


def enter(client: Client, email: str, password: str = PASSWORD, **fields: str):  # type: ignore[no-untyped-def]
    return client.post(SIGN_IN, {"username": email, "password": password, **fields})


def test_the_right_password_signs_in_and_changes_the_session(client: Client, alice: User) -> None:
    client.session["before"] = 1
    client.get(SIGN_IN)

    answer = enter(client, " ALICE@example.gc.ca ")

    assert answer["Location"] == reverse("portal:two-factor-code", args=["email"])
    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize(
    ("email", "password"),
    [("alice@example.gc.ca", "wrong"), ("nobody@example.gc.ca", "wrong")],
    ids=["wrong password", "no such account"],
)
def test_a_refusal_does_not_say_whether_the_account_exists(
    client: Client, alice: User, email: str, password: str
) -> None:
    page = enter(client, email, password).content.decode()

    assert REFUSAL in page
    assert "<title>Error: Sign in" in page


def test_an_inactive_account_is_refused_in_the_same_words(client: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert REFUSAL in enter(client, alice.email).content.decode()


def test_the_way_back_is_followed_only_on_this_site(client: Client, alice: User) -> None:
    kept = enter(client, alice.email, next="/services?page=2")["Location"]
    dropped = enter(client, alice.email, next="https://evil.example")["Location"]

    assert kept == "/two-factor/email?next=%2Fservices%3Fpage%3D2"
    assert dropped == "/two-factor/email"


@pytest.mark.usefixtures("long_waits")
def test_after_five_failures_even_the_right_password_waits(client: Client, alice: User) -> None:
    for _ in range(guessing.FREE_ATTEMPTS):
        assert REFUSAL in enter(client, alice.email, "wrong").content.decode()

    page = enter(client, alice.email).content.decode()

    assert "There were too many attempts. Wait 60 seconds, then try again." in page


def test_another_address_is_not_slowed_down_by_a_guesser(client: Client, alice: User) -> None:
    for _ in range(guessing.FREE_ATTEMPTS + 1):
        enter(client, alice.email, "wrong")

    answer = Client(REMOTE_ADDR="203.0.113.9").post(
        SIGN_IN, {"username": alice.email, "password": PASSWORD}
    )

    assert answer.status_code == 302


def test_after_many_failures_from_anywhere_a_new_browser_needs_a_link_and_its_owners_does_not(
    client: Client, alice: User
) -> None:
    theirs = sign_in_fully(alice)
    theirs.post("/sign-out")
    for number in range(guessing.MOST_FAILURES):
        enter(Client(REMOTE_ADDR=f"203.0.113.{number}"), alice.email, "wrong")

    guarded = enter(client, alice.email).content.decode()
    unknown = enter(client, "nobody@example.gc.ca", "wrong").content.decode()
    own = enter(theirs, alice.email)
    link = newest("unlock-account", alice.email)["link"]
    client.get(path_of(link))
    still = enter(client, alice.email).status_code
    client.post(path_of(link))

    assert "we sent a link to its email address" in guarded
    assert "we sent a link" not in unknown
    assert own.status_code == 302
    assert still == 200
    assert enter(client, alice.email)["Location"] == "/two-factor/email"


def test_the_words_are_the_same_for_an_account_that_does_not_exist(
    client: Client, db: None
) -> None:
    for number in range(guessing.MOST_FAILURES):
        enter(Client(REMOTE_ADDR=f"203.0.113.{number}"), "nobody@example.gc.ca", "wrong")

    page = enter(client, "nobody@example.gc.ca", "wrong").content.decode()

    assert "we sent a link to its email address" in page
    assert not Notification.objects.exists()


def test_unlock_links_do_not_fill_a_mailbox(client: Client, alice: User) -> None:
    for number in range(guessing.MOST_FAILURES):
        enter(Client(REMOTE_ADDR=f"203.0.113.{number}"), alice.email, "wrong")

    for number in range(3):
        enter(Client(REMOTE_ADDR=f"198.51.100.{number}"), alice.email)

    assert Notification.objects.filter(template_id=template_id_of("unlock-account")).count() == 1


def test_waits_grow_and_never_pass_a_minute() -> None:
    waits = [guessing._wait_after(attempt) for attempt in range(1, 14)]

    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.usefixtures("long_waits")
def test_guessing_is_slowed_down_while_valkey_is_away(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> redis.Redis:
        raise redis.ConnectionError

    monkeypatch.setattr(guessing, "connect_valkey", away)
    for _ in range(guessing.FREE_ATTEMPTS):
        enter(client, "dora@example.gc.ca", "wrong")

    assert "too many attempts" in enter(client, "dora@example.gc.ca").content.decode()


def test_signing_out_needs_a_form(alice: User) -> None:
    client = sign_in(alice)

    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    """The counts live in Valkey, which no test rolls back."""
    guessing.connect_valkey().flushdb()

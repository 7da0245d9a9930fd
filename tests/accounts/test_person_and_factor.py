"""Who is signed in is read together with their second factor, and never taken for somebody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp import DEVICE_ID_SESSION_KEY

from notify.accounts.models import EmailDevice, User
from tests import factories
from tests.portal.people import sign_in

PAGE = "/user-profile"


def change_session(browser: Client, **values: object) -> None:
    session = browser.session
    session.update(values)
    session.save()


def account_shown(browser: Client) -> str | None:
    """Return the address on the profile's page; None where it sends to somewhere else."""
    answer = browser.get(PAGE)
    return answer.context["user"].email if answer.status_code == 200 else None


def test_the_person_and_the_device_are_read_in_one_statement(db: None) -> None:
    alice = factories.make_user()
    browser = sign_in(alice)
    browser.get(PAGE)  # the session's being seen is noted by now

    with CaptureQueriesContext(connection) as statements:
        browser.get("/why")

    tables = [statement["sql"] for statement in statements]
    assert len(tables) == 2
    assert "accounts_emaildevice" in tables[1]
    assert "accounts_user" in tables[1]


def test_the_owner_of_a_device_is_not_let_in_by_the_session_of_another(db: None) -> None:
    alice, bob = factories.make_user(), factories.make_user()
    sign_in(bob)
    theirs = EmailDevice.objects.get(user=bob)
    browser = sign_in(alice)

    change_session(browser, **{DEVICE_ID_SESSION_KEY: theirs.persistent_id})

    assert account_shown(browser) is None
    assert browser.get("/two-factor/choose").context["user"] == alice


@pytest.mark.parametrize(
    "spoil",
    [
        lambda user: user.set_password("another of the same person"),
        lambda user: setattr(user, "is_active", False),
    ],
    ids=["new password", "closed account"],
)
def test_a_session_ends_with_what_it_rests_on(db: None, spoil: Callable[[User], None]) -> None:
    alice = factories.make_user()
    browser = sign_in(alice)
    assert account_shown(browser) == alice.email

    spoil(alice)
    alice.save()

    assert account_shown(browser) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (SESSION_KEY, "00000000-0000-0000-0000-000000000000"),
        (BACKEND_SESSION_KEY, "no.longer.ABackend"),
        (HASH_SESSION_KEY, ""),
        (HASH_SESSION_KEY, "of another password"),
    ],
)
def test_a_session_that_django_refuses_is_refused(db: None, key: str, value: str) -> None:
    browser = sign_in(factories.make_user())

    change_session(browser, **{key: value})

    assert account_shown(browser) is None


def test_a_device_that_is_gone_or_unconfirmed_verifies_nobody(db: None) -> None:
    alice = factories.make_user()
    browser = sign_in(alice)

    EmailDevice.objects.filter(user=alice).update(confirmed=False)

    assert account_shown(browser) is None
    assert DEVICE_ID_SESSION_KEY not in browser.session


@pytest.mark.parametrize(
    "name", ["nothing", "accounts.user/1", "no.model/1", "accounts.emaildevice/x"]
)
def test_a_name_that_is_no_device_verifies_nobody(db: None, name: str) -> None:
    browser = sign_in(factories.make_user())

    change_session(browser, **{DEVICE_ID_SESSION_KEY: name})

    assert account_shown(browser) is None


def test_an_older_secret_of_the_installation_still_holds(db: None, settings: Any) -> None:
    alice = factories.make_user()
    browser = sign_in(alice)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the new one"

    assert account_shown(browser) == alice.email

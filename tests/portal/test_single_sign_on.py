"""Single sign-on against a provider that listens: who gets in, and with what second factor."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from notify.accounts.guessing import connect_valkey
from notify.accounts.models import AuditEvent, SignOnDevice, User
from notify.accounts.registration import NewPerson, register
from tests import factories
from tests.portal.mailbox import newest
from tests.portal.openid_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    Provider,
    provider_that_listens,
    query_of,
)

pytestmark = pytest.mark.django_db
ALICE = {"sub": "1", "email": "Alice@example.gc.ca", "email_verified": True, "name": "Alice"}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    connect_valkey().flushdb()
    with provider_that_listens() as found:
        settings.OIDC_RP_CLIENT_ID = CLIENT_ID
        settings.OIDC_RP_CLIENT_SECRET = CLIENT_SECRET
        settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{found.url}/authorize"
        settings.OIDC_OP_TOKEN_ENDPOINT = f"{found.url}/token"
        settings.OIDC_OP_USER_ENDPOINT = f"{found.url}/user"
        settings.OIDC_OP_JWKS_ENDPOINT = f"{found.url}/keys"
        settings.AUTHENTICATION_BACKENDS = [
            "django.contrib.auth.backends.ModelBackend",
            "notify.portal.single_sign_on.SingleSignOnBackend",
        ]
        found.claims = dict(ALICE)
        yield found


def go(client: Client, provider: Provider, wanted: str = "/services") -> HttpResponse:
    """Press the button, sign in at the provider, and come back."""
    away = client.get(f"/single-sign-on?next={wanted}")["Location"]
    back = provider.authorize(query_of(away))
    return client.get(back)  # type: ignore[return-value]


def test_the_second_factor_is_still_asked_for(
    client: Client, provider: Provider, alice: User
) -> None:
    answer = go(client, provider, "/user-profile")

    assert answer["Location"] == "/two-factor/email?next=%2Fuser-profile"
    assert client.get("/services")["Location"].startswith("/two-factor")
    code = newest("sign-in-code", alice.email)["code"]
    assert client.post("/two-factor/email", {"code": code})["Location"] == "/services"


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "mfa"}])
def test_a_provider_that_vouches_for_it_is_believed(
    client: Client, provider: Provider, alice: User, claims: dict[str, Any]
) -> None:
    provider.token_claims = claims

    answer = go(client, provider, "/user-profile")

    assert answer["Location"] == "/user-profile"
    assert client.get("/services").status_code == 200
    assert SignOnDevice.objects.get().user == alice


def test_a_session_ends_with_the_account(client: Client, provider: Provider, alice: User) -> None:
    provider.token_claims = {"amr": ["mfa"]}
    go(client, provider)
    assert client.get("/services").status_code == 200

    User.objects.update(is_active=False)  # as a form of the admin does: the session is still there

    assert client.get("/services")["Location"].startswith("/sign-in")


@pytest.mark.parametrize("claims", [{"amr": ["pwd"]}, {"acr": "0"}, {"amr": "pwd"}])
def test_other_words_of_the_provider_vouch_for_nothing(
    client: Client, provider: Provider, alice: User, claims: dict[str, Any]
) -> None:
    provider.token_claims = claims

    assert go(client, provider)["Location"].startswith("/two-factor/email")


def test_the_admin_asks_for_more_than_a_providers_word(
    client: Client, provider: Provider, alice: User
) -> None:
    User.objects.update(is_staff=True)
    provider.token_claims = {"amr": ["mfa"]}
    go(client, provider)

    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_a_new_person_gets_an_account_without_a_password(
    client: Client, provider: Provider
) -> None:
    provider.claims = ALICE | {"email": "new@tests.gc.ca", "name": "Nora"}

    assert go(client, provider)["Location"].startswith("/two-factor/email")
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("new@tests.gc.ca", "Nora", False)
    assert AuditEvent.objects.filter(action="account-created").exists()


@pytest.mark.parametrize(
    "claims",
    [{"email": "alice@gmail.com"}, {"email_verified": False}, {"email": None}],
    ids=["not government", "not verified", "none"],
)
def test_addresses_that_prove_nothing_are_refused(
    client: Client, provider: Provider, alice: User, claims: dict[str, Any]
) -> None:
    provider.claims = ALICE | claims

    answer = go(client, provider)

    assert answer["Location"] == "/sign-in"
    assert "did not sign you in here" in client.get("/sign-in").content.decode()
    assert client.get("/services")["Location"].startswith("/sign-in")


def test_a_provider_that_does_not_say_if_it_verified_is_refused_unless_trusted(
    client: Client, provider: Provider, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.claims = {name: value for name, value in ALICE.items() if name != "email_verified"}

    refused = go(client, provider)
    monkeypatch.setattr(settings, "OIDC_TRUSTS_EVERY_ADDRESS", True)
    taken = go(client, provider)

    assert refused["Location"] == "/sign-in"
    assert taken["Location"].startswith("/two-factor/")


def test_a_password_that_was_never_proved_dies(client: Client, provider: Provider) -> None:
    register(NewPerson("Mallory", "alice@example.gc.ca", factories.PASSWORD, "en"))

    go(client, provider)

    assert not User.objects.get().check_password(factories.PASSWORD)


def test_an_answer_that_nobody_asked_for_is_refused(
    client: Client, provider: Provider, alice: User
) -> None:
    go(client, provider)

    forged = client.get("/single-sign-on/callback?code=x&state=y")
    fresh = Client().get("/single-sign-on/callback?code=x&state=y")

    assert forged["Location"] == fresh["Location"] == "/sign-in"


def test_the_page_offers_it_only_where_it_is_set_up(client: Client, settings: Any) -> None:
    settings.OIDC_RP_CLIENT_ID = ""
    without = client.get("/sign-in").content.decode()
    hidden = client.get("/single-sign-on").status_code
    settings.OIDC_RP_CLIENT_ID = CLIENT_ID

    assert "/single-sign-on" not in without
    assert hidden == 404
    assert "/single-sign-on" in client.get("/sign-in").content.decode()
